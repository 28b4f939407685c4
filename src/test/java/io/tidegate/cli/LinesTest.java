package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {

    @TempDir
    private Path folder = Path.of("");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    /** Every line as {@code number:content}. */
    private static List<String> read(Lines lines) {
        List<String> read = new ArrayList<>();
        try (lines) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                read.add(lines.number() + ":" + new String(line.get(), StandardCharsets.UTF_8));
            }
        }
        return read;
    }

    private static Failure failure(String file) {
        try {
            read(Lines.open(file));
        } catch (Failure e) {
            return e;
        }
        throw new AssertionError(file + " was read");
    }

    @Test
    void blankLinesAreSkippedAndCounted() throws IOException {
        assertThat(read(Lines.open(file("a", utf8("one\n\n  \t\ntwo\r\n\r\nthree")))))
                .containsExactly("0:one", "3:two\r", "5:three");
        assertThat(read(Lines.open(file("b", utf8("one\n"))))).containsExactly("0:one");
        assertThat(read(Lines.open(file("c", utf8(""))))).isEmpty();
        assertThat(read(Lines.open(file("d", utf8("\n \n"))))).isEmpty();
    }

    @Test
    void bytesStayAsTheyAre() throws IOException {
        byte[] line = new byte[300];
        new Random(1).nextBytes(line);
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '\n' ? 0 : line[i];
        }
        try (Lines lines = Lines.open(file("bytes", line))) {
            assertThat(lines.next()).hasValueSatisfying(read -> assertThat(read).isEqualTo(line));
            assertThat(lines.name()).isEqualTo("bytes");
        }
    }

    @Test
    void compressedFilesReadAsTheirContent() throws IOException {
        byte[] first = gzip(utf8("one\ntwo\n"));
        byte[] second = gzip(utf8("three"));
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);

        assertThat(read(Lines.open(file("one.gz", first)))).containsExactly("0:one", "1:two");
        assertThat(read(Lines.open(file("joined.gz", joined)))).containsExactly("0:one", "1:two", "2:three");
    }

    @Test
    void aCutOffFileGivesWhatItHasAndThenSaysSo() throws IOException {
        StringBuilder text = new StringBuilder();
        Random random = new Random(2);
        for (int i = 0; i < 5000; i++) {
            text.append(random.nextLong()).append('\n');
        }
        byte[] whole = gzip(utf8(text.toString()));
        String file = file("cut.gz", Arrays.copyOf(whole, whole.length / 2));

        try (Lines lines = Lines.open(file)) {
            assertThat(lines.next()).isPresent();
            assertThatThrownBy(() -> {
                        while (lines.next().isPresent()) {}
                    })
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("cut.gz can't be read to its end")
                    .hasMessageContaining("cut off");
            assertThat(lines.number()).isGreaterThan(1000);
        }
        assertThat(failure(file).exitCode()).isEqualTo(1);
    }

    @Test
    void whatIsNotCompressedIsSaid() throws IOException {
        for (String name : List.of("plain.gz", "empty.gz")) {
            Failure failure = failure(file(name, utf8(name.startsWith("p") ? "{}\n" : "")));
            assertThat(failure.exitCode()).isEqualTo(1);
            assertThat(failure).hasMessageContaining(name + " is named .gz and isn't compressed");
        }
    }

    @Test
    void whatIsNoFileIsAWrongUse() {
        assertThat(failure("no/such")).hasMessage("there is no file no/such");
        assertThat(failure("no/such").exitCode()).isEqualTo(2);
        for (String file : List.of(folder.toString(), "/", ".", "")) {
            assertThat(failure(file)).hasMessageContaining("is a folder");
            assertThat(failure(file).exitCode()).isEqualTo(2);
        }
        assertThat(failure("a\0b").exitCode()).isEqualTo(2);
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        try (Lines lines = new Lines("endless", endless, 1 << 20, true)) {
            assertThatThrownBy(lines::next)
                    .isInstanceOf(Failure.class)
                    .hasMessage(
                            "endless has a line of over 1 MiB, line 0 from 0: is it JSONL, with one sample a line?");
        }
        try (Lines lines = new Lines("full", new ByteArrayInputStream(new byte[1 << 20]), 1 << 20, true)) {
            assertThat(lines.next()).isPresent();
        }
    }
}
