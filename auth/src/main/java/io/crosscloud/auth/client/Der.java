package io.crosscloud.auth.client;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.HexFormat;

/** As much of DER (X.690) as private keys need. */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] RSA_ENCRYPTION = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private Der() {}

    /** Whether the bytes are one SEQUENCE and nothing else: {@code KeyFactory} ignores what follows. */
    static boolean isOneSequence(byte[] der) {
        if (der.length < 2 || (der[0] & 0xff) != SEQUENCE) {
            return false;
        }
        int first = der[1] & 0xff;
        if (first < 0x80) {
            return der.length == 2 + first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3 || der.length < 2 + count) {
            return false;
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | (der[2 + i] & 0xff);
        }
        return der.length == 2 + count + length;
    }

    /** A PKCS#1 {@code RSAPrivateKey} as PKCS#8 {@code PrivateKeyInfo} (RFC 5208 section 5). */
    static byte[] pkcs8(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION_0);
        content.writeBytes(RSA_ENCRYPTION);
        content.writeBytes(value(OCTET_STRING, pkcs1));
        return value(SEQUENCE, content.toByteArray());
    }

    private static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        byte[] length = BigInteger.valueOf(content.length).toByteArray();
        int from = length[0] == 0 && length.length > 1 ? 1 : 0;
        if (content.length >= 0x80) {
            value.write(0x80 | (length.length - from));
        }
        value.write(length, from, length.length - from);
        value.writeBytes(content);
        return value.toByteArray();
    }
}
