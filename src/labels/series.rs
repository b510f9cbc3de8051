//! New SNs: random, so that none can be guessed from another, or numbered.

use crate::order::is_sn;

/// Most SNs at once: the platform generates no more in one run either (formats.md).
pub const MAX_COUNT: usize = 10_000;

/// Digits that a random SN has at least: with fewer, guessing one that exists would be easy.
const LEAST_RANDOM: usize = 8;

/// How SNs are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    prefix: String,
    digits: usize,
    /// The first number; `None` = random digits.
    first: Option<u64>,
}

/// Why no SN can be made so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    /// The prefix is not one.
    #[error("the prefix {0:?} is not of letters and digits; an SN holds nothing else")]
    Prefix(String),
    /// There is too little room after the prefix.
    #[error(
        "an SN of {length} characters with the prefix {prefix:?} leaves {left} digits; make it longer: {least} at least, 64 in all at most"
    )]
    Length {
        /// The prefix.
        prefix: String,
        /// The length asked for.
        length: usize,
        /// Digits that are left.
        left: usize,
        /// Digits that are needed.
        least: usize,
    },
    /// The numbers do not last.
    #[error(
        "{prefix} with {digits} digits ends before {count} SNs are made; make the SN longer, or begin with a lower number"
    )]
    Exhausted {
        /// The prefix.
        prefix: String,
        /// Digits after it.
        digits: usize,
        /// SNs asked for.
        count: usize,
    },
    /// The operating system gave no random numbers.
    #[error("the operating system gives no random numbers: {0}; restart the computer, or make numbered SNs")]
    Random(String),
}

impl Series {
    /// SNs of `length` characters: the prefix, then random digits.
    pub fn random(prefix: &str, length: usize) -> Result<Series, SeriesError> {
        Series::new(prefix, length, None, LEAST_RANDOM)
    }

    /// SNs of `length` characters: the prefix, then numbers from `first` on, filled up with zeros.
    pub fn numbered(prefix: &str, length: usize, first: u64) -> Result<Series, SeriesError> {
        Series::new(prefix, length, Some(first), 1)
    }

    fn new(prefix: &str, length: usize, first: Option<u64>, least: usize) -> Result<Series, SeriesError> {
        if !prefix.is_empty() && !is_sn(prefix) {
            return Err(SeriesError::Prefix(prefix.to_owned()));
        }
        let left = length.saturating_sub(prefix.len());
        if left < least || length > 64 {
            return Err(SeriesError::Length { prefix: prefix.to_owned(), length, left, least });
        }
        Ok(Series { prefix: prefix.to_owned(), digits: left, first })
    }

    /// What one of them looks like: the first of numbered ones; one with made-up digits of random ones.
    pub fn example(&self) -> String {
        let digits = match self.first {
            Some(first) => format!("{first:0width$}", width = self.digits),
            None => "1234567890".chars().cycle().take(self.digits).collect(),
        };
        format!("{}{digits}", self.prefix)
    }

    /// Whether the digits last for so many, none of them taken yet.
    pub fn lasts_for(&self, count: usize) -> Result<(), SeriesError> {
        let all = u32::try_from(self.digits).ok().and_then(|digits| 10_u64.checked_pow(digits));
        let needed = self.first.unwrap_or(0).checked_add(count as u64);
        match (needed, all) {
            // So many digits have room for every number there is.
            (Some(_), None) => Ok(()),
            (Some(needed), Some(all)) if needed <= all => Ok(()),
            _ => Err(self.exhausted(count)),
        }
    }

    fn exhausted(&self, count: usize) -> SeriesError {
        SeriesError::Exhausted { prefix: self.prefix.clone(), digits: self.digits, count }
    }

    /// `count` SNs, all different, none of which `taken` knows.
    pub fn make(
        &self,
        count: usize,
        mut taken: impl FnMut(&str) -> bool,
    ) -> Result<Vec<String>, SeriesError> {
        self.lasts_for(count)?;
        let mut made = Vec::with_capacity(count);
        let mut seen = std::collections::HashSet::with_capacity(count);
        let exhausted = || self.exhausted(count);
        // Of random ones nearly all are new: as many in vain as are wanted means that few are left.
        let mut in_vain = 0;
        let mut next = self.first;
        while made.len() < count {
            let digits = match &mut next {
                None => random_digits(self.digits)?,
                Some(number) => {
                    let digits = format!("{number:0width$}", width = self.digits);
                    *number = number.checked_add(1).ok_or_else(exhausted)?;
                    digits
                }
            };
            if digits.len() > self.digits || in_vain > 10 * count.max(1000) {
                return Err(exhausted());
            }
            let sn = format!("{}{digits}", self.prefix);
            if taken(&sn) || !seen.insert(sn.clone()) {
                in_vain += usize::from(self.first.is_none());
                continue;
            }
            made.push(sn);
        }
        Ok(made)
    }
}

/// Digits from the operating system's generator, each as likely as the others.
fn random_digits(count: usize) -> Result<String, SeriesError> {
    let mut digits = String::with_capacity(count);
    let mut bytes = [0; 64];
    while digits.len() < count {
        getrandom::fill(&mut bytes).map_err(|error| SeriesError::Random(error.to_string()))?;
        // 250 to 255 would favour the digits 0 to 5.
        let fair = bytes.iter().filter(|byte| **byte < 250).map(|byte| char::from(b'0' + byte % 10));
        digits.extend(fair.take(count - digits.len()));
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_ones_follow_each_other_and_pass_over_what_is_taken() {
        let made = Series::numbered("A", 4, 8).unwrap().make(3, |sn| sn == "A009").unwrap();
        assert_eq!(made, ["A008", "A010", "A011"]);
        let error = Series::numbered("A", 3, 98).unwrap().make(3, |_| false).unwrap_err();
        assert!(matches!(error, SeriesError::Exhausted { .. }), "{error}");
    }

    #[test]
    fn an_example_is_one_and_room_is_known_before() {
        let check = |series: Series, example: &str, most: usize| {
            assert_eq!(series.example(), example);
            assert!(series.lasts_for(most).is_ok(), "{example} × {most}");
            assert!(series.lasts_for(most + 1).is_err(), "{example} × {most} and one");
        };
        check(Series::numbered("A", 4, 8).unwrap(), "A008", 992);
        check(Series::numbered("", 3, 0).unwrap(), "000", 1000);
        assert_eq!(Series::random("VDR", 16).unwrap().example(), "VDR1234567890123");
        assert!(Series::random("", 64).unwrap().lasts_for(super::MAX_COUNT).is_ok());
    }

    #[test]
    fn random_ones_are_of_the_form_and_all_different() {
        let made = Series::random("VDR", 16).unwrap().make(1000, |_| false).unwrap();
        assert!(made.iter().all(|sn| sn.len() == 16 && sn.starts_with("VDR") && is_sn(sn)));
        let mut distinct = made.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 1000);
        // Every digit occurs in every place: 1,000 draws miss one of 130 once in 10^43 times.
        for place in 3..16 {
            for digit in b'0'..=b'9' {
                assert!(made.iter().any(|sn| sn.as_bytes()[place] == digit), "no {digit} at {place}");
            }
        }
        let error = Series::random("", 8).unwrap().make(5, |_| true).unwrap_err();
        assert!(matches!(error, SeriesError::Exhausted { .. }), "{error}");
    }

    #[test]
    fn what_is_no_series_is_named() {
        let check = |prefix: &str, length: usize, expect: &str| {
            let error = Series::random(prefix, length).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        };
        check("A-", 16, "letters and digits");
        check("VDR", 8, "leaves 5 digits");
        check("VDR", 2, "leaves 0 digits");
        check("VDR", 65, "64 in all");
    }
}
