//! Orders and the lists that bind them.
//!
//! The ledger keeps an order's file as it was and reads it again when it is asked: an order that
//! cannot be read any more is an error, never left out.

use std::collections::HashSet;

use rusqlite::{CachedStatement, OptionalExtension, Row, params};

use super::error::LedgerError;
use super::reader::Reader;
use super::rows;
use super::told::OrderSaid;
use super::txn::Stop;
use super::types::{ListCount, ListKeys, Millis, NewEvent, OrderRecord, OrderState};
use super::writer::Writer;
use crate::order::Order;

const ORDER: &str = "SELECT o.name, o.source, o.added, o.state, coalesce(c.active, 0), c.active IS NOT NULL \
     FROM orders o LEFT JOIN active_counts c ON c.order_name = o.name";

impl OrderState {
    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderState::Prepared => "prepared",
            OrderState::Open => "open",
            OrderState::Closed => "closed",
        }
    }

    fn from_name(name: &str) -> Option<OrderState> {
        [OrderState::Prepared, OrderState::Open, OrderState::Closed].into_iter().find(|s| s.as_str() == name)
    }
}

impl Writer {
    /// Adds an order, unless exactly its rules are there.
    pub(super) fn add_order(
        &mut self,
        order: &Order,
        source: &str,
        event: &NewEvent,
    ) -> Result<(), LedgerError> {
        if let Some(known) = self.reader().order(&order.name)? {
            return match known.order == *order {
                true => Ok(()),
                false => Err(LedgerError::OrderDiffers {
                    name: order.name.clone(),
                    what: difference(&known.order, order),
                }),
            };
        }
        self.says_what_it_means(order, source)?;
        let event = OrderSaid::rules(&order.name, source).tell(event);
        self.transact(|txn| {
            txn.event(&event)?;
            txn.run(
                "INSERT INTO orders (name, source, added, state) VALUES (?, ?, ?, 'prepared')",
                params![order.name, source, event.stamp.at],
            )?;
            Ok(())
        })?
        .map_err(|_| LedgerError::Stopped)
    }

    /// What will be read back must be what was meant.
    fn says_what_it_means(&self, order: &Order, source: &str) -> Result<(), LedgerError> {
        let kept = self.reader().parse(&order.name, source)?;
        if kept == *order {
            return Ok(());
        }
        let what = format!("{} is not what its own file says", difference(&kept, order));
        Err(LedgerError::OrderDiffers { name: order.name.clone(), what })
    }

    /// Gives an order other rules.
    pub(super) fn edit_order(
        &mut self,
        order: &Order,
        source: &str,
        event: &NewEvent,
    ) -> Result<(), LedgerError> {
        self.says_what_it_means(order, source)?;
        let name = &order.name;
        let event = OrderSaid::rules(name, source).tell(event);
        self.transact(|txn| {
            // Asked within the transaction: a pair may be committed until then.
            if txn.prepare("SELECT 1 FROM active_counts WHERE order_name = ?")?.exists([name])? {
                return Err(Stop::Caller(LedgerError::OrderBegun { name: name.clone() }));
            }
            if txn.run("UPDATE orders SET source = ? WHERE name = ?", [source, name])? == 0 {
                return Err(Stop::Caller(LedgerError::NoSuchOrder { name: name.clone() }));
            }
            txn.event(&event)?;
            Ok(())
        })?
        .map_err(|_| LedgerError::Stopped)
    }

    /// Sets an order's state; the open one gives way.
    pub(super) fn set_order_state(
        &mut self,
        name: &str,
        state: OrderState,
        event: &NewEvent,
    ) -> Result<(), LedgerError> {
        let event = OrderSaid::state(name, state).tell(event);
        self.transact(|txn| {
            txn.event(&event)?;
            if state == OrderState::Open {
                txn.run("UPDATE orders SET state = 'prepared' WHERE state = 'open' AND name <> ?", [name])?;
            }
            match txn.run("UPDATE orders SET state = ? WHERE name = ?", [state.as_str(), name])? {
                0 => Err(Stop::Caller(LedgerError::NoSuchOrder { name: name.to_owned() })),
                _ => Ok(()),
            }
        })?
        .map_err(|_| LedgerError::Stopped)
    }

    /// Adds to lists that bind.
    pub(super) fn import(&mut self, lists: &[ListKeys], event: &NewEvent) -> Result<u64, LedgerError> {
        self.transact(|txn| {
            let mut new = 0;
            for list in lists {
                let (sql, of, keys) = match list {
                    ListKeys::IssuedSns { pk, sns } => {
                        ("INSERT OR IGNORE INTO issued_sns VALUES (?, ?)", pk, sns)
                    }
                    ListKeys::AllowedDks { order, dks } => {
                        ("INSERT OR IGNORE INTO allowed_dks VALUES (?, ?)", order, dks)
                    }
                };
                for key in keys {
                    new += txn.run(sql, [of, key])? as u64;
                }
            }
            txn.event(event)?;
            Ok(new)
        })?
        .map_err(|_| LedgerError::Stopped)
    }
}

fn difference(known: &Order, other: &Order) -> String {
    known.first_difference(other).unwrap_or("name").to_owned()
}

/// An order's row before its rules are read.
struct Stored {
    name: String,
    source: String,
    added: Millis,
    state: String,
    done: u64,
    begun: bool,
}

impl Stored {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Stored> {
        Ok(Stored {
            name: row.get(0)?,
            source: row.get(1)?,
            added: row.get(2)?,
            state: row.get(3)?,
            done: rows::count(row, 4)?,
            begun: row.get(5)?,
        })
    }
}

impl Reader {
    /// Orders, newest first.
    pub fn orders(&self) -> Result<Vec<OrderRecord>, LedgerError> {
        let mut statement = self.prepare(&format!("{ORDER} ORDER BY o.id DESC"))?;
        let rows = statement.query_map([], Stored::from_row).map_err(|e| self.name(e))?;
        rows.map(|row| self.read_order(row.map_err(|e| self.name(e))?)).collect()
    }

    /// One order.
    pub fn order(&self, name: &str) -> Result<Option<OrderRecord>, LedgerError> {
        self.one_order(self.prepare(&format!("{ORDER} WHERE o.name = ?"))?, name)
    }

    /// The open order.
    pub fn open_order(&self) -> Result<Option<OrderRecord>, LedgerError> {
        self.one_order(self.prepare(&format!("{ORDER} WHERE o.state = ?"))?, OrderState::Open.as_str())
    }

    fn one_order(&self, mut sql: CachedStatement<'_>, by: &str) -> Result<Option<OrderRecord>, LedgerError> {
        let stored = sql.query_row([by], Stored::from_row).optional().map_err(|e| self.name(e))?;
        stored.map(|stored| self.read_order(stored)).transpose()
    }

    fn read_order(&self, stored: Stored) -> Result<OrderRecord, LedgerError> {
        let Stored { name, source, added, state, done, begun } = stored;
        let order = self.parse(&name, &source)?;
        let state = OrderState::from_name(&state).ok_or_else(|| LedgerError::Damaged {
            path: self.path().to_owned(),
            what: format!("order {name} has the unknown state {state}"),
        })?;
        Ok(OrderRecord { order, source, added, state, done, begun })
    }

    fn parse(&self, name: &str, source: &str) -> Result<Order, LedgerError> {
        Order::parse_kept(source).map_err(|fault| LedgerError::StoredOrder {
            path: self.path().to_owned(),
            name: name.to_owned(),
            source: fault,
        })
    }

    /// Active pairs of an order (from the tallies, not by counting).
    pub fn done(&self, order: &str) -> Result<u64, LedgerError> {
        let active = self
            .prepare("SELECT active FROM active_counts WHERE order_name = ?")?
            .query_row([order], |row| rows::count(row, 0))
            .optional();
        active.map(|n| n.unwrap_or(0)).map_err(|e| self.name(e))
    }

    /// Whether an SN was issued for a product.
    pub fn sn_issued(&self, pk: &str, sn: &str) -> Result<bool, LedgerError> {
        self.is_there("SELECT 1 FROM issued_sns WHERE pk = ? AND sn = ?", [pk, sn])
    }

    /// Every SN that was issued, of whichever product.
    pub fn every_issued_sn(&self) -> Result<HashSet<String>, LedgerError> {
        self.prepare("SELECT sn FROM issued_sns")?
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }

    /// Whether an SN is or was in a pair, a voided one too.
    pub fn sn_was_paired(&self, sn: &str) -> Result<bool, LedgerError> {
        let sql = "SELECT 1 FROM sn_claims WHERE sn = ?1 UNION ALL SELECT 1 FROM voids WHERE sn = ?1";
        self.prepare(sql)?.exists([sn]).map_err(|e| self.name(e))
    }

    /// Whether an SN is in an active pair.
    pub fn sn_is_paired(&self, sn: &str) -> Result<bool, LedgerError> {
        self.prepare("SELECT 1 FROM sn_claims WHERE sn = ?")?.exists([sn]).map_err(|e| self.name(e))
    }

    /// Whether a DK is in an active pair.
    pub fn dk_is_paired(&self, dk: &str) -> Result<bool, LedgerError> {
        self.prepare("SELECT 1 FROM dk_claims WHERE dk = ?")?.exists([dk]).map_err(|e| self.name(e))
    }

    /// How far the SNs issued for each product are used up, by product key.
    pub fn issued_counts(&self) -> Result<Vec<ListCount>, LedgerError> {
        self.list_counts("issued_sns", "pk", "sn", None)
    }

    /// The same of one product; `None` where none was issued.
    pub fn issued_count(&self, pk: &str) -> Result<Option<ListCount>, LedgerError> {
        Ok(self.list_counts("issued_sns", "pk", "sn", Some(pk))?.pop())
    }

    /// How far each order's list of allowed modules is used up, by the order's name.
    pub fn allowed_counts(&self) -> Result<Vec<ListCount>, LedgerError> {
        self.list_counts("allowed_dks", "order_name", "dk", None)
    }

    /// The same of one order; `None` where none is listed.
    pub fn allowed_count(&self, order: &str) -> Result<Option<ListCount>, LedgerError> {
        Ok(self.list_counts("allowed_dks", "order_name", "dk", Some(order))?.pop())
    }

    /// A key counts as used under whichever product or order it was paired: it can be used only once.
    fn list_counts(
        &self,
        list: &str,
        of: &str,
        key: &str,
        only: Option<&str>,
    ) -> Result<Vec<ListCount>, LedgerError> {
        let condition = if only.is_some() { format!("l.{of} = ?1") } else { "?1 IS NULL".to_owned() };
        let mut statement = self.prepare(&format!(
            "SELECT {of}, count(*), sum(state = 'paired'), sum(state = 'voided') FROM (
                 SELECT {of}, CASE
                     WHEN EXISTS (SELECT 1 FROM {key}_claims c WHERE c.{key} = l.{key}) THEN 'paired'
                     WHEN EXISTS (SELECT 1 FROM voids v WHERE v.{key} = l.{key}) THEN 'voided'
                     ELSE 'left' END AS state
                 FROM {list} l WHERE {condition})
             GROUP BY {of} ORDER BY {of}"
        ))?;
        let read = statement.query_map([only], |row| {
            Ok(ListCount {
                of: row.get(0)?,
                listed: rows::count(row, 1)?,
                paired: rows::count(row, 2)?,
                voided: rows::count(row, 3)?,
            })
        });
        read.and_then(Iterator::collect).map_err(|e| self.name(e))
    }

    /// Whether a DK is on an order's list.
    pub fn dk_allowed(&self, order: &str, dk: &str) -> Result<bool, LedgerError> {
        self.is_there("SELECT 1 FROM allowed_dks WHERE order_name = ? AND dk = ?", [order, dk])
    }

    fn is_there(&self, sql: &str, keys: [&str; 2]) -> Result<bool, LedgerError> {
        self.prepare(sql)?.exists(keys).map_err(|e| self.name(e))
    }
}
