package dev.quittance.gateway.paywall;

import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrSegment;

/** Draws an address for a phone's camera. */
final class QrCodes {
    /** Longer ones make a code that is hard to read, and a page that is long. */
    private static final int CHARS_MAX = 300;

    private static final int QUIET_ZONE = 4;
    /** Every reader takes every mask; to look for the prettiest one is most of the work. */
    private static final int MASK = 0;

    private QrCodes() {}

    /** The code as SVG; nothing for addresses that are too long. */
    static Html svg(String url) {
        if (url.length() > CHARS_MAX) {
            return new Html("");
        }
        var code = QrCode.encodeSegments(QrSegment.makeSegments(url), QrCode.Ecc.LOW, 1, 40, MASK, true);
        int side = code.size + 2 * QUIET_ZONE;
        return new Html("<svg id=\"qr\" role=\"img\" aria-label=\"QR code of the address\" viewBox=\"0 0 " + side + " "
                + side + "\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side + "H0z\"/><path stroke=\"#000\" d=\""
                + runs(code) + "\"/></svg>");
    }

    /** One stroke for each horizontal run of dark modules. */
    private static String runs(QrCode code) {
        var path = new StringBuilder(4096);
        for (int y = 0; y < code.size; y++) {
            int x = 0;
            while (x < code.size) {
                int start = x;
                while (code.getModule(x, y)) {
                    x++;
                }
                if (x > start) {
                    path.append('M')
                            .append(start + QUIET_ZONE)
                            .append(' ')
                            .append(y + QUIET_ZONE)
                            .append(".5h")
                            .append(x - start);
                }
                x++;
            }
        }
        return path.toString();
    }
}
