package io.tidegate.sample;

import java.util.Locale;

/** Who speaks in a turn. */
public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT,
    TOOL,
    /** Plain text, which nobody speaks. It is judged whatever roles a policy names. */
    TEXT;

    /** The name as policies and samples write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
