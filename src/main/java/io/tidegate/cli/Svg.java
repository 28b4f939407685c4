package io.tidegate.cli;

import java.util.Locale;
import java.util.stream.Collectors;

/** A picture in SVG, on white, as it is drawn. Coordinates are in pixels from the upper left. */
final class Svg {

    private final StringBuilder svg = new StringBuilder();

    Svg(int width, int height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"13\" fill=\"#222222\">",
                width, height, width, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#FFFFFF\"/>", width, height);
    }

    /** What a reader hears who can't see it. */
    void title(String text) {
        add("<title>%s</title>", escaped(text));
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>", x1, y1, x2, y2, style);
    }

    void text(double x, double y, String anchor, String style, String text) {
        String more = style.isEmpty() ? "" : " " + style;
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>", x, y, anchor, more, escaped(text));
    }

    void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** As XML holds it: without markup, and without characters that XML 1.0 doesn't know. */
    private static String escaped(String text) {
        return text.codePoints()
                .filter(c -> c >= ' ' && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF)
                .mapToObj(c -> switch (c) {
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '&' -> "&amp;";
                    case '"' -> "&quot;";
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return svg + "</svg>\n";
    }
}
