package io.tidegate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Reads texts and labels from a file, in the file's order: CSV with a header, JSON (one object a line, or one array of
 * objects), or HTML, of which every paragraph is a row. Any of them may be gzipped.
 *
 * @param text the columns or fields that hold text, at any depth; those of a row are joined by line ends
 * @param label the column or field that holds the label, or empty where there is none
 */
record LabelledFile(Path path, List<String> text, String label) {

    /** A row as it stands in the file. */
    record Row(String text, String label) {}

    /** @throws UncheckedIOException if the file can't be read or isn't what its name says */
    List<Row> read() {
        String name = path.getFileName().toString();
        boolean zipped = name.endsWith(".gz");
        String plain = zipped ? name.substring(0, name.length() - ".gz".length()) : name;
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path));
                InputStream in = zipped ? new GZIPInputStream(file) : file) {
            if (plain.endsWith(".csv")) {
                return csv(in);
            }
            if (plain.endsWith(".html")) {
                return html(in);
            }
            return json(in);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    private List<Row> csv(InputStream in) throws IOException {
        Csv csv = new Csv(new InputStreamReader(in, StandardCharsets.UTF_8));
        List<String> header = csv.next();
        List<Integer> texts = text.stream().map(header::indexOf).toList();
        int labelAt = header.indexOf(label);
        if (texts.contains(-1) || (!label.isEmpty() && labelAt < 0)) {
            throw new IOException("its columns are " + String.join(", ", header));
        }
        List<Row> rows = new ArrayList<>();
        for (List<String> fields = csv.next(); !fields.isEmpty(); fields = csv.next()) {
            if (fields.size() != header.size()) {
                throw new IOException("row " + (rows.size() + 1) + " has " + fields.size() + " fields, and the header "
                        + header.size());
            }
            String joined = String.join("\n", texts.stream().map(fields::get).toList());
            rows.add(new Row(joined, labelAt < 0 ? "" : fields.get(labelAt)));
        }
        return rows;
    }

    private List<Row> json(InputStream in) throws IOException {
        List<Row> rows = new ArrayList<>();
        Set<String> wanted = Set.copyOf(text);
        try (JsonParser json = new JsonFactory().createParser(in)) {
            int depth = 0;
            List<String> found = new ArrayList<>();
            String value = "";
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    depth++;
                } else if (token == JsonToken.END_OBJECT) {
                    if (--depth == 0) {
                        rows.add(new Row(String.join("\n", found), value));
                        found.clear();
                        value = "";
                    }
                } else if (token.isScalarValue() && depth > 0) {
                    String field = json.currentName();
                    if (field != null && wanted.contains(field) && token == JsonToken.VALUE_STRING) {
                        found.add(json.getText());
                    } else if (label.equals(field) && depth == 1) {
                        value = json.getText();
                    }
                }
            }
        }
        return rows;
    }

    /** Enough for documentation: tags are dropped, and paragraphs, list items, cells and headings are rows. */
    private static List<Row> html(InputStream in) throws IOException {
        String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        List<Row> rows = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        int i = 0;
        while (i < page.length()) {
            int close = page.charAt(i) == '<' ? page.indexOf('>', i) : -1;
            if (close < 0) {
                paragraph.append(page.charAt(i++));
                continue;
            }
            String tag = page.substring(i, close);
            if (tag.startsWith("<p") || tag.startsWith("<li") || tag.startsWith("<h") || tag.startsWith("<t")) {
                addParagraph(paragraph, rows);
            }
            i = close + 1;
        }
        addParagraph(paragraph, rows);
        return rows;
    }

    private static void addParagraph(StringBuilder paragraph, List<Row> rows) {
        String text = paragraph
                .toString()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .strip();
        if (!text.isEmpty()) {
            rows.add(new Row(text, ""));
        }
        paragraph.setLength(0);
    }
}
