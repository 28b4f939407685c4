package io.tidegate.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads comma-separated values (RFC 4180): a field in double quotes may hold commas, line ends and doubled quotes. Lines may
 * end in LF or CRLF; the last need not end at all.
 */
final class Csv {

    private final Reader in;

    Csv(Reader in) {
        this.in = new BufferedReader(in);
    }

    /** The fields of the next row; empty after the last. A blank line is a row with one empty field. */
    List<String> next() throws IOException {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return List.of();
        }
        boolean quoted = false;
        while (true) {
            if (quoted) {
                if (c < 0) {
                    throw new IOException("a quoted field doesn't end");
                }
                if (c != '"') {
                    field.append((char) c);
                } else {
                    in.mark(1);
                    if (in.read() == '"') {
                        field.append('"');
                    } else {
                        in.reset();
                        quoted = false;
                    }
                }
            } else if (c == '"' && field.length() == 0) {
                quoted = true;
            } else if (c == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c < 0 || c == '\n') {
                fields.add(field.toString());
                return fields;
            } else if (c != '\r') {
                field.append((char) c);
            }
            c = in.read();
        }
    }
}
