//! One row, two rows: English nouns and verbs after a number.
//!
//! In a sentence `row[s]` is *row* after the number 1 and *rows* after any other, and `[is|are]` the first
//! word or the second. The number is the last one before it. Chinese needs none of this.

/// The sentence with its words as the numbers before them ask.
pub fn plural(sentence: String) -> String {
    if !sentence.contains('[') {
        return sentence;
    }
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence.as_str();
    while let Some((before, (one, many), after)) = next(rest) {
        out.push_str(before);
        let word = if is_one(&out) { one } else { many };
        out.push_str(word);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What stands before the next such word, its two forms, and what follows. A bracket that holds something
/// else is text.
fn next(text: &str) -> Option<(&str, (&str, &str), &str)> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find('[')?;
        let close = open + text[open..].find(']')?;
        let inside = &text[open + 1..close];
        let plain = inside.bytes().all(|b| b.is_ascii_lowercase() || b == b'|');
        let forms = if inside == "s" { Some(("", "s")) } else { inside.split_once('|').filter(|_| plain) };
        if let Some(forms) = forms {
            return Some((&text[..open], forms, &text[close + 1..]));
        }
        from = open + 1;
    }
}

/// Whether the last number of a text is 1.
fn is_one(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    let Some(end) = text.rfind(|c: char| c.is_ascii_digit()) else { return false };
    let number = &text[..=end];
    let begin = number
        .rfind(|c: char| !is_number(c))
        .map_or(0, |at| at + number[at..].chars().next().map_or(1, char::len_utf8));
    number[begin..].trim_start_matches([',', '.']) == "1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_their_numbers() {
        let check = |sentence: &str, expect: &str| assert_eq!(plural(sentence.to_owned()), expect);
        check("1 row[s]", "1 row");
        check("0 row[s]", "0 rows");
        check("21 row[s] in 1 file[s]", "21 rows in 1 file");
        check("1,001 exported pair[s] [was|were] voided", "1,001 exported pairs were voided");
        check("1 exported pair[s] [was|were] voided", "1 exported pair was voided");
        check("of 3: 1 row[s]", "of 3: 1 row");
        check("第 1 row[s]", "第 1 row");
        check("row[s]", "rows");
        check("order [A] of 1 row[s] [X|y]", "order [A] of 1 row [X|y]");
        check("1 [", "1 [");
    }
}
