package io.crosscloud.testkit.internal.salesforce;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of Salesforce's APIs: those up to 30 are retired, and SOAP {@code login()} ends with 64. */
record ApiVersion(int number) {
    static final int OLDEST = 31;
    static final int NEWEST = 67;
    private static final int LAST_WITH_LOGIN = 64;
    private static final Pattern FORM = Pattern.compile("v?([1-9][0-9]{1,2})\\.0");

    static Optional<ApiVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new ApiVersion(Integer.parseInt(matcher.group(1)))) : Optional.empty();
    }

    boolean isRetired() {
        return number < OLDEST;
    }

    boolean isKnown() {
        return number >= OLDEST && number <= NEWEST;
    }

    boolean hasSoapLogin() {
        return number <= LAST_WITH_LOGIN;
    }

    /** The release of this version, such as {@code Spring '26} for 66. */
    static String label(int number) {
        int year = 11 + (number - 21) / 3;
        return switch ((number - 21) % 3) {
            case 0 -> "Spring '" + year;
            case 1 -> "Summer '" + year;
            default -> "Winter '" + (year + 1);
        };
    }

    @Override
    public String toString() {
        return number + ".0";
    }
}
