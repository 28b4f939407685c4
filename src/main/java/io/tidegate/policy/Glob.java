package io.tidegate.policy;

import java.util.Comparator;

/** A pattern over dataset names: {@code *} stands for any characters, also none, and {@code ?} for exactly one. */
record Glob(String pattern) {

    /**
     * The most specific first: the most literal characters, then the longest pattern, then in alphabetical order, so that
     * the order of a file means nothing.
     */
    static final Comparator<Glob> MOST_SPECIFIC_FIRST = Comparator.comparingLong(Glob::literals)
            .thenComparingInt(glob -> glob.pattern.length())
            .reversed()
            .thenComparing(Glob::pattern);

    static boolean isGlob(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
    }

    /** In time proportional to the product of both lengths at worst, whatever the pattern. */
    boolean matches(String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0; // where the characters taken by the last star end
        while (n < name.length()) {
            int c = name.codePointAt(n);
            int wanted = p < pattern.length() ? pattern.codePointAt(p) : -1;
            if (wanted == '*') {
                star = p++;
                resume = n;
            } else if (wanted == '?' || wanted == c) {
                p += Character.charCount(wanted);
                n += Character.charCount(c);
            } else if (star >= 0) {
                resume += Character.charCount(name.codePointAt(resume));
                n = resume;
                p = star + 1;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private long literals() {
        return pattern.codePoints().filter(c -> c != '*' && c != '?').count();
    }
}
