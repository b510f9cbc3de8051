//! A crash on purpose, to see what comes of it.

/// Panics where a test has asked for it: `PAIRING_STATION_PANIC=PLACE:FILE` names a place in the program, and a
/// file that lets it happen once it is there. A release has nothing of it.
pub fn rehearse(place: &str) {
    #[cfg(debug_assertions)]
    {
        let asked = std::env::var("PAIRING_STATION_PANIC").unwrap_or_default();
        let Some((wanted, file)) = asked.split_once(':') else { return };
        if wanted == place && std::path::Path::new(file).exists() {
            #[allow(clippy::panic, reason = "that is what was asked for")]
            {
                panic!("rehearsed in {place}, with DK 863950069494278 and SN \"VDR7098612099028\" in hand");
            }
        }
    }
    #[cfg(not(debug_assertions))]
    {
        let _: &str = place;
    }
}
