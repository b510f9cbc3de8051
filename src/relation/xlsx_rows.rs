//! An XLSX's rows, one after the other.
//!
//! calamine's streaming reader borrows its workbook, so a thread holds both and sends rows in
//! batches; a bounded channel keeps it from running ahead.

use super::{ReadFault, RelationError};
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::thread::JoinHandle;

/// Rows sent at once.
const BATCH: usize = 256;

type Cells = Vec<String>;

enum Message {
    Rows(Vec<Cells>),
    End,
    Fault(ReadFault),
}

/// The reading thread's other end.
pub(super) struct XlsxRows {
    /// `None` only while it is dropped.
    messages: Option<Receiver<Message>>,
    rows: std::vec::IntoIter<Cells>,
    thread: Option<JoinHandle<()>>,
}

impl XlsxRows {
    /// Starts reading the first sheet; each row has at least `columns` cells.
    pub(super) fn open(path: &Path, columns: usize) -> Result<XlsxRows, RelationError> {
        let file = File::open(path).map_err(RelationError::io("read back", path))?;
        let (sender, messages) = bounded(4);
        let thread = std::thread::Builder::new()
            .name("relation-read-back".to_owned())
            .spawn(move || {
                let last = match send_rows(file, columns, &sender) {
                    Ok(()) => Message::End,
                    Err(Stop::Fault(fault)) => Message::Fault(fault),
                    Err(Stop::NobodyListens) => return,
                };
                // Nobody listening any more is as good an end as any.
                drop(sender.send(last));
            })
            .map_err(RelationError::io("start a thread to read back", path))?;
        Ok(XlsxRows { messages: Some(messages), rows: Vec::new().into_iter(), thread: Some(thread) })
    }

    /// The next row's cells.
    pub(super) fn next_row(&mut self) -> Result<Option<Cells>, ReadFault> {
        loop {
            if let Some(row) = self.rows.next() {
                return Ok(Some(row));
            }
            match self.messages.as_ref().map(Receiver::recv) {
                Some(Ok(Message::Rows(rows))) => self.rows = rows.into_iter(),
                Some(Ok(Message::End)) => return Ok(None),
                Some(Ok(Message::Fault(fault))) => return Err(fault),
                Some(Err(_)) | None => return Err(ReadFault::BrokeOff),
            }
        }
    }
}

impl Drop for XlsxRows {
    fn drop(&mut self) {
        // Its next send fails, and it ends. Waited for: Windows renames no file that is open.
        self.messages = None;
        if let Some(thread) = self.thread.take() {
            // A panic in there has been told as `BrokeOff`.
            drop(thread.join());
        }
    }
}

enum Stop {
    Fault(ReadFault),
    NobodyListens,
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Stop {
        Stop::Fault(ReadFault::Xlsx(Box::new(error)))
    }
}

fn send_rows(file: File, columns: usize, sender: &Sender<Message>) -> Result<(), Stop> {
    let mut book = Xlsx::new(BufReader::new(file))?;
    let sheet = book.sheet_names().into_iter().next().unwrap_or_default();
    let mut reader = book.worksheet_cells_reader(&sheet)?;
    let (mut batch, mut row): (Vec<Cells>, Cells) = (Vec::with_capacity(BATCH), vec![String::new(); columns]);
    let mut number = 0;
    while let Some(cell) = reader.next_cell()? {
        let (at, column) = cell.get_position();
        // A row that is left out is a row of empty cells.
        while number < at {
            batch.push(std::mem::replace(&mut row, vec![String::new(); columns]));
            number += 1;
            if batch.len() >= BATCH {
                send(sender, &mut batch)?;
            }
        }
        let column = column as usize;
        let text = match cell.get_value() {
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Empty => continue,
            other => {
                send(sender, &mut batch)?;
                let found = format!("{other:?}, which is not text");
                return Err(Stop::Fault(ReadFault::Cell { column: column + 1, found }));
            }
        };
        row.resize(row.len().max(column + 1), String::new());
        row[column] = text;
    }
    batch.push(row);
    send(sender, &mut batch)
}

fn send(sender: &Sender<Message>, batch: &mut Vec<Cells>) -> Result<(), Stop> {
    let rows = std::mem::replace(batch, Vec::with_capacity(BATCH));
    sender.send(Message::Rows(rows)).map_err(|_| Stop::NobodyListens)
}
