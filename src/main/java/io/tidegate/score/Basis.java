package io.tidegate.score;

import java.util.Arrays;
import java.util.Optional;

/** What a score rests on. Ids are part of the contract: verdicts hold them. */
public enum Basis {
    /** A model trained on examples. */
    MODEL("model"),
    /** A list of words of the text's language. */
    WORDLIST("wordlist"),
    /** Little or nothing: the judge doesn't know the text's language. */
    UNSUPPORTED("unsupported"),
    /** Nothing: the judge was not asked, as the text is over its budget. */
    NOT_ASKED("not-asked");

    private final String id;

    Basis(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    public static Optional<Basis> of(String id) {
        return Arrays.stream(values()).filter(basis -> basis.id.equals(id)).findFirst();
    }
}
