package io.tidegate.score.toxicity;

import java.util.Locale;

/** What a turn is written in: a language that there is a model or a word list for, or none of them. */
enum Language {
    EN,
    ZH,
    KO,
    PT,
    DE,
    AR,
    CS,
    DA,
    EO,
    ES,
    FA,
    FI,
    FIL,
    FR,
    HI,
    HU,
    IT,
    JA,
    KAB,
    NL,
    NO,
    PL,
    RU,
    SV,
    TH,
    TLH,
    TR,
    /** Another language. */
    UNKNOWN;

    /** The BCP 47 code in lower case, such as {@code pt}; {@code unknown} for another language. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
