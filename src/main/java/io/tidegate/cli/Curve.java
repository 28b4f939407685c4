package io.tidegate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value over a count that grows, for pictures: of a long run every second point is kept, then every fourth, and so on. */
final class Curve {

    /** More points than a picture is wide would not be seen. */
    static final int MOST = 1_000;

    private final List<Point> points = new ArrayList<>();
    private Optional<Point> last = Optional.empty();
    private long added;
    private long stride = 1;

    /** A value at a count. */
    record Point(long at, double value) {}

    /** Adds a point; counts never go back. */
    void add(long at, double value) {
        Point point = new Point(at, value);
        if (added % stride == 0) {
            if (points.size() == MOST) {
                thin();
            }
            if (added % stride == 0) {
                points.add(point);
            }
        }
        last = Optional.of(point);
        added++;
    }

    private void thin() {
        for (int i = 0; i < MOST / 2; i++) {
            points.set(i, points.get(2 * i));
        }
        points.subList(MOST / 2, MOST).clear();
        stride *= 2;
    }

    /** The points that are kept, and the last one. */
    List<Point> points() {
        List<Point> all = new ArrayList<>(points);
        last.filter(point -> !points.contains(point)).ifPresent(all::add);
        return all;
    }
}
