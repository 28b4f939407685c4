package io.tidegate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The program's version, as the build wrote it. */
final class Version implements IVersionProvider {

    static String current() {
        try (InputStream in = Version.class.getResourceAsStream("/io/tidegate/build.properties")) {
            Properties build = new Properties();
            build.load(in);
            return build.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own files can't be read", e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"tidegate " + current()};
    }
}
