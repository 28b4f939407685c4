package io.tidegate.stream;

import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Evidence;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.Scorer;
import java.util.Set;

/** Finds samples with a turn that is mostly digits. */
final class DigitScorer implements Scorer {

    @Override
    public String name() {
        return "digits";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public double defaultLimit() {
        return 0.5;
    }

    @Override
    public Judge newJudge() {
        return DigitScorer::score;
    }

    private static Score score(Sample sample, Set<Role> roles) {
        Score worst = Score.NONE;
        for (int i = 0; i < sample.turns().size(); i++) {
            Turn turn = sample.turns().get(i);
            int length = turn.content().codePointCount(0, turn.content().length());
            if (length == 0 || !(turn.role() == Role.TEXT || roles.contains(turn.role()))) {
                continue;
            }
            double digits =
                    turn.content().codePoints().filter(Character::isDigit).count() / (double) length;
            if (digits > worst.value()) {
                worst = Score.of(digits, Evidence.of(i, 0, length));
            }
        }
        return worst;
    }
}
