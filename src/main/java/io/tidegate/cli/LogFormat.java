package io.tidegate.cli;

import java.util.Locale;

/** How messages stand on stderr. */
public enum LogFormat {
    /** Lines for people. */
    TEXT,
    /** One JSON object a line. */
    JSON;

    static LogFormat of(String text) {
        for (LogFormat format : values()) {
            if (format.id().equals(text)) {
                return format;
            }
        }
        throw new IllegalArgumentException("must be text or json, not '" + text + "'");
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
