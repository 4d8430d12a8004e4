package io.crosscloud.internal;

/** Which characters of a text cannot be seen, or change how those around them are seen. */
public final class Invisible {
    private Invisible() {}

    /**
     * Whether a code point is a control character, a format character (bidirectional controls, zero-width characters, byte
     * order marks), a line or paragraph separator, half a surrogate pair, or another one that Unicode says is shown as nothing
     * ({@code Default_Ignorable_Code_Point}: fillers, joiners, variation selectors, tags).
     */
    public static boolean is(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> ignorable(codePoint);
        };
    }

    private static boolean ignorable(int codePoint) {
        return switch (codePoint) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0 -> true;
            default ->
                (codePoint >= 0x180B && codePoint <= 0x180F)
                        || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                        || (codePoint >= 0xFFF0 && codePoint <= 0xFFF8)
                        || (codePoint >= 0xE0000 && codePoint <= 0xE0FFF);
        };
    }
}
