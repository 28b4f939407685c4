package io.tidegate.cli;

import io.tidegate.policy.Mistake;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.ScorerDefaults;
import io.tidegate.score.Scorer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads policy files for the commands that take one. */
final class PolicyFile {

    private PolicyFile() {}

    /** The policy in the file, or everything wrong with it, also that it can't be read. */
    static PolicyReader.Outcome read(Path file, Collection<? extends Scorer> scorers) {
        try {
            return reader(scorers).read(Files.readString(file));
        } catch (NoSuchFileException e) {
            return unreadable("there is no such file");
        } catch (CharacterCodingException e) {
            return unreadable("is no UTF-8 text");
        } catch (IOException e) {
            return unreadable("can't be read: " + (Files.isDirectory(file) ? "it is a folder" : e.getMessage()));
        }
    }

    /** Reads policies for gates with these scorers. */
    static PolicyReader reader(Collection<? extends Scorer> scorers) {
        return new PolicyReader(scorers.stream()
                .collect(Collectors.toMap(
                        Scorer::name, scorer -> new ScorerDefaults(scorer.defaultLimit(), scorer.categories()))));
    }

    private static PolicyReader.Outcome unreadable(String problem) {
        return new PolicyReader.Invalid(List.of(new Mistake(0, "", problem, Optional.empty())));
    }
}
