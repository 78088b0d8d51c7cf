package dev.quittance.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Tries, from inside the signer's container, whatever there is to connect to. */
final class ComposeIsolation {
    private static final String OUTSIDE = "1.1.1.1 443";

    private final Compose compose;
    private final String signer;

    ComposeIsolation(Compose compose, String signer) {
        this.compose = compose;
        this.signer = signer;
    }

    /**
     * What was tried in vain.
     *
     * @param others containers that the signer must not reach
     * @throws DemoFailedException when the database cannot be reached, or anything else can
     */
    List<String> check(List<String> others) throws IOException, InterruptedException {
        if (!opens("signer-postgres", "5432")) {
            throw new DemoFailedException("the signer's container cannot reach its own database");
        }
        List<String> tried = new ArrayList<>(targets(others));
        List<String> reached;
        try (var host = new ServerSocket(0)) {
            for (String address : hostAddresses()) {
                tried.add(address + " " + host.getLocalPort());
            }
            reached = opened(tried);
        }
        for (String name : List.of("gateway", "postgres", "one.one.one.one")) {
            tried.add("look-up of " + name);
            if (compose.succeeds(signer, "timeout 5 getent hosts " + name)) {
                reached.add("look-up of " + name);
            }
        }
        if (!reached.isEmpty()) {
            throw new DemoFailedException("the signer's container reaches " + reached);
        }
        return tried;
    }

    /** Tries all at once: what does not answer at all takes its two seconds. */
    private List<String> opened(List<String> targets) throws IOException, InterruptedException {
        var script = new StringBuilder(
                "try() { timeout 2 bash -c \"exec 3<>/dev/tcp/$1/$2\" 2>/dev/null && echo \"$1 $2\"; }\n");
        targets.forEach(target -> script.append("try ").append(target).append(" &\n"));
        String answer = compose.docker("exec", signer, "bash", "-c", script + "wait");
        return new ArrayList<>(answer.lines().toList());
    }

    private List<String> targets(List<String> others) throws IOException, InterruptedException {
        var targets = new ArrayList<>(List.of(OUTSIDE));
        for (String container : others) {
            String addresses = compose.docker(
                    "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}", container);
            String ports = compose.docker(
                    "inspect", "-f", "{{range $p, $c := .Config.ExposedPorts}}{{$p}} {{end}}", container);
            for (String address : addresses.strip().split(" ", -1)) {
                for (String port : (ports + " 5432/tcp 8402/tcp 8403/tcp 8405/tcp 9092/tcp 8545/tcp")
                        .strip()
                        .split(" +", -1)) {
                    if (!address.isEmpty()) {
                        targets.add(address + " " + port.replaceAll("/.*", ""));
                    }
                }
            }
        }
        return targets.stream().distinct().toList();
    }

    private static List<String> hostAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private boolean opens(String host, String port) throws InterruptedException {
        return compose.succeeds(signer, "timeout 2 bash -c 'exec 3<>/dev/tcp/" + host + "/" + port + "'");
    }
}
