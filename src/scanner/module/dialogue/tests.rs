//! Answers and what follows from them.

use super::*;

const A: &str = "863950069494278";
const B: &str = "863950068662495";

fn imei(digits: &str) -> Said {
    Said::Imei(digits.to_owned())
}

#[test]
fn an_answer_is_its_digits_and_ok() {
    let check = |lines: &[Said], expect: Option<Reply>| {
        let mut answer = Answer::default();
        let replies: Vec<Reply> = lines.iter().cloned().filter_map(|said| answer.take(said)).collect();
        assert_eq!(replies.first(), expect.as_ref(), "{lines:?}");
    };
    let other = || Said::Other("+CREG: 1".into());
    check(&[imei(A)], None);
    check(&[Said::Echo, imei(A), Said::Ok], Some(Reply::Imei(A.into())));
    check(&[other(), imei(A), other(), Said::Ok], Some(Reply::Imei(A.into())));
    check(&[imei(A), Said::Garbage, imei(A), Said::Ok], Some(Reply::Imei(A.into())));
    check(&[imei(A), imei(B), Said::Ok], Some(Reply::None(Instead::Differs(A.into(), B.into()))));
    check(&[Said::Ok, imei(A), Said::Ok], Some(Reply::Refused("OK".into())));
    check(&[Said::Echo, Said::Refused("ERROR".into())], Some(Reply::Refused("ERROR".into())));
    check(&[imei(A), Said::Booted], Some(Reply::Booted));
}

#[test]
fn what_came_instead_is_named() {
    let check = |lines: &[Said], begun: bool, expect: Instead| {
        let mut answer = Answer::default();
        assert!(lines.iter().all(|said| answer.take(said.clone()).is_none()));
        assert_eq!(answer.give_up(begun), Reply::None(expect.clone()));
        assert!(!expect.words().is_empty());
    };
    check(&[], false, Instead::Nothing);
    check(&[], true, Instead::Garbage);
    check(&[Said::Echo], false, Instead::Echo);
    check(&[Said::Echo, Said::Garbage], false, Instead::Garbage);
    check(&[Said::Garbage, Said::Other("login:".into())], false, Instead::Text("login:".into()));
    check(&[imei(A)], true, Instead::NoEnd(A.into()));
}

/// Replies in order, and what each came to: the wait in ms, the news, the state.
fn check(replies: &[(Reply, &str)]) {
    let mut dialogue = Dialogue::default();
    for (at, (reply, expect)) in replies.iter().enumerate() {
        let next = dialogue.take(reply.clone());
        let news = match next.news {
            None => String::new(),
            Some(None) => " gone".to_owned(),
            Some(Some(imei)) => format!(" {imei}"),
        };
        let how = match next.how {
            None => "",
            Some(How::Answers) => " answers",
            Some(How::Silent(_)) => " silent",
        };
        assert_eq!(format!("{}{news}{how}", next.wait.as_millis()), *expect, "reply {at}: {reply:?}");
    }
}

fn said(digits: &str) -> Reply {
    Reply::Imei(digits.to_owned())
}

fn refused() -> Reply {
    Reply::Refused("ERROR".to_owned())
}

fn nothing() -> Reply {
    Reply::None(Instead::Nothing)
}

#[test]
fn an_imei_is_believed_the_second_time() {
    let answers = format!("800 {A} answers");
    check(&[(said(A), "100"), (said(A), &answers), (said(A), "800"), (said(A), "800")]);
    // A digit that was lost once is nobody's.
    check(&[(said(A), "100"), (said(A), &answers), (said("86395006949427"), "100"), (said(A), "800")]);
    // Another module.
    let changed = format!("800 {B} answers");
    check(&[(said(A), "100"), (said(A), &answers), (said(B), "100"), (said(B), &changed)]);
}

#[test]
fn answers_that_differ_each_time_are_none() {
    check(&[(said("1111"), "100"), (said("2222"), "200 silent"), (said("3333"), "100")]);
    let answers = format!("800 {A} answers");
    check(&[
        (said(A), "100"),
        (said(A), &answers),
        (said("1111"), "100"),
        (said("2222"), "0"),
        (said("3333"), "100"),
        (said("4444"), "200 gone silent"),
    ]);
}

#[test]
fn one_unanswered_question_is_forgiven_and_two_mean_gone() {
    let answers = format!("800 {A} answers");
    check(&[
        (said(A), "100"),
        (said(A), &answers),
        (nothing(), "0"),
        (said(A), "800"),
        (nothing(), "0"),
        (nothing(), "200 gone silent"),
        (nothing(), "400 silent"),
        (nothing(), "800 silent"),
        (nothing(), "1600 silent"),
        (nothing(), "2000 silent"),
        (nothing(), "2000 silent"),
        (said(A), "100"),
        (said(A), &answers),
        (nothing(), "0"),
        (nothing(), "200 gone silent"),
    ]);
}

#[test]
fn a_refused_question_is_put_otherwise() {
    let mut dialogue = Dialogue::default();
    let mut asked = Vec::new();
    for _ in 0..4 {
        asked.push(dialogue.question());
        dialogue.take(refused());
    }
    assert_eq!(asked, ["AT+CGSN", "AT+GSN", "AT+CGSN=1", "AT+CGSN"]);
    check(&[(refused(), "0"), (refused(), "0"), (refused(), "200 silent"), (refused(), "0")]);
    // The question that was answered stays the question.
    let mut dialogue = Dialogue::default();
    for reply in [refused(), said(A), said(A), said(A)] {
        dialogue.take(reply);
        assert_eq!(dialogue.question(), "AT+GSN");
    }
}

#[test]
fn a_power_up_message_makes_void_what_was_known() {
    let answers = format!("800 {A} answers");
    check(&[
        (Reply::Booted, "100"),
        (said(A), "100"),
        (Reply::Booted, "100"),
        (said(A), "100"),
        (said(A), &answers),
        (Reply::Booted, "100 gone"),
        (said(A), "100"),
        (said(A), &answers),
    ]);
    let mut dialogue = Dialogue::default();
    assert_eq!(dialogue.lost(), None);
    dialogue.take(said(A));
    assert!(dialogue.knows());
    dialogue.take(said(A));
    assert_eq!(dialogue.lost(), Some(None));
    assert!(!dialogue.knows());
}
