package io.tidegate.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The lines of a file as they are, byte for byte: plain, compressed ({@code .gz}), or standard input ({@code -}). */
final class Lines implements AutoCloseable {

    /** Bytes that a line may have. Longer ones are no records, and would fill the memory. */
    static final int MAX_BYTES = 256 * 1024 * 1024;

    private static final String STDIN = "-";

    private final String name;
    private final InputStream in;
    private final int maxBytes;
    private final boolean whole;
    private long number = -1;

    /**
     * @param in read a byte at a time
     * @param maxBytes that a line may have
     * @param whole all of it is there already, as a file's lines are
     */
    Lines(String name, InputStream in, int maxBytes, boolean whole) {
        this.name = name;
        this.in = in;
        this.maxBytes = maxBytes;
        this.whole = whole;
    }

    /** Opens a file, or standard input for {@code -}. */
    static Lines open(String file) {
        InputStream in = stream(file);
        boolean whole = !file.equals(STDIN) && Files.isRegularFile(Path.of(file));
        return new Lines(name(file), in, MAX_BYTES, whole);
    }

    /** A file's content, plain, or standard input's; it can be marked. */
    static InputStream stream(String file) {
        try {
            if (file.equals(STDIN)) {
                return new BufferedInputStream(System.in, 1 << 16);
            }
            check(file);
            InputStream raw = Files.newInputStream(Path.of(file));
            return new BufferedInputStream(file.endsWith(".gz") ? gunzip(raw) : raw, 1 << 16);
        } catch (ZipException | EOFException e) {
            throw Failure.failed(file + " is named .gz and isn't compressed with gzip: is it whole?");
        } catch (IOException e) {
            throw Failure.failed(file + " can't be read: " + why(e));
        }
    }

    /** The name of a file, without its folder. */
    static String name(String file) {
        return file.equals(STDIN)
                ? "stdin"
                : Objects.requireNonNull(Path.of(file).getFileName(), "only folders have none")
                        .toString();
    }

    private static InputStream gunzip(InputStream raw) throws IOException {
        try {
            return new GZIPInputStream(raw, 1 << 16);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /**
     * Checks that there is such a file.
     *
     * @throws Failure if not
     */
    static void check(String file) {
        if (file.equals(STDIN)) {
            return;
        }
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw Failure.usage("'" + file + "' is a folder: name the files in it");
            }
            if (!Files.exists(path)) {
                throw Failure.usage("there is no file " + file);
            }
        } catch (InvalidPathException e) {
            throw Failure.usage("'" + file + "' can't be a file's name: " + e.getReason());
        }
    }

    private static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "this user may not";
        }
        return e instanceof EOFException ? "it is cut off" : String.valueOf(e.getMessage());
    }

    /** Lines of a stream that is open already. */
    static Lines of(String name, InputStream in) {
        return new Lines(name, new BufferedInputStream(in, 1 << 16), MAX_BYTES, true);
    }

    /** The file's name, without its folder. */
    String name() {
        return name;
    }

    /** The number of the line that was read last, from 0. */
    long number() {
        return number;
    }

    /** Whether the next line would have to be waited for. */
    boolean wouldWait() {
        try {
            return !whole && in.available() == 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** The next line that isn't blank, without its line break; empty at the end. */
    Optional<byte[]> next() {
        try {
            while (true) {
                ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
                boolean more = read(line);
                byte[] bytes = line.toByteArray();
                if (!isBlank(bytes)) {
                    return Optional.of(bytes);
                }
                if (!more) {
                    return Optional.empty();
                }
            }
        } catch (IOException e) {
            throw Failure.failed(name + " can't be read to its end, only to line " + number + " from 0: " + why(e));
        }
    }

    /** Reads one line; false at the end of the file. */
    private boolean read(ByteArrayOutputStream line) throws IOException {
        number++;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return false;
            }
            if (line.size() == maxBytes) {
                throw Failure.failed(name + " has a line of over " + (maxBytes >> 20) + " MiB, line " + number
                        + " from 0: is it JSONL, with one sample a line?");
            }
            line.write(b);
        }
        return true;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw Failure.failed(name + " can't be closed: " + e.getMessage());
        }
    }
}
