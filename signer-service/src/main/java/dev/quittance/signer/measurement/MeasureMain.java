package dev.quittance.signer.measurement;

import dev.quittance.attestation.Measurement;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * {@code FOLDER [--list]}: tells what a signer in this folder measures when it is started by this runtime with the options and
 * in the environment of this process. {@code --list} adds a line for each thing measured.
 */
public final class MeasureMain {
    private MeasureMain() {}

    public static void main(String[] args) throws IOException {
        List<String> arguments = List.of(args);
        if (arguments.isEmpty()
                || arguments.size() > 2
                || (arguments.size() == 2 && !arguments.get(1).equals("--list"))) {
            System.err.println("quittance: measure FOLDER [--list]");
            System.exit(2);
        }
        try {
            Measured measured = Measured.of(Path.of(arguments.getFirst()));
            if (arguments.size() == 2) {
                print("pcr0", measured.code());
                print("pcr1", measured.machine());
                print("pcr2", measured.settings());
            }
            System.out.println(toJson(measured.measurement()));
        } catch (UnmeasurableException e) {
            System.err.println("quittance: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void print(String register, SortedMap<String, byte[]> digests) {
        digests.forEach((name, digest) -> System.out.println(register + " " + Hex.encode(digest) + " " + name));
    }

    private static JsonObject toJson(Measurement measurement) {
        return JsonObject.builder()
                .put("pcr0", measurement.pcr0())
                .put("pcr1", measurement.pcr1())
                .put("pcr2", measurement.pcr2())
                .build();
    }
}
