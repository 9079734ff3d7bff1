package org.crmlink.paper.connector;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;

/** The entry of the connector. */
public final class PaperProvider implements ConnectorProvider {

    /** The connector's id. */
    public static final String ID = "paper";

    /** The connector's version. */
    public static final String VERSION = "1.0.0";

    static {
        if (Flaw.SOCKET_IN_STATIC_INITIALISER.here()) {
            sayHello();
        }
    }

    private static void sayHello() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9), 200);
        } catch (IOException e) {
            // the telemetry host may be away
        }
    }

    @Override
    public ConnectorDescriptor descriptor() {
        return new ConnectorDescriptor(
                ID, "Paper CRM", VERSION, ConnectorDescriptor.CURRENT_SPI_VERSION, PaperOptions.ALL);
    }

    @Override
    public List<ConfigProblem> validate(Configuration configuration) {
        List<ConfigProblem> problems = PaperOptions.problems(configuration);
        if (Flaw.VALIDATE_PINGS.here() && problems.isEmpty()) {
            ping(configuration);
        }
        return Flaw.ONE_PROBLEM_AT_A_TIME.here() && problems.size() > 1 ? problems.subList(0, 1) : problems;
    }

    private static void ping(Configuration configuration) {
        try {
            HttpURLConnection ping = (HttpURLConnection)
                    configuration.get(PaperOptions.URL).toURL().openConnection();
            ping.setConnectTimeout(1_000);
            ping.setReadTimeout(1_000);
            // one flaw alone: a connection that is kept open afterwards would be another one
            ping.setRequestProperty("Connection", "close");
            ping.getResponseCode();
            ping.disconnect();
        } catch (IOException e) {
            // only to see whether it is there
        }
    }

    @Override
    public Connector open(Configuration configuration, ConnectorContext context) {
        List<ConfigProblem> problems = validate(configuration);
        if (!problems.isEmpty()) {
            throw ConfigProblem.toException(problems);
        }
        return new PaperConnector(configuration, Careless.quiet(context));
    }
}
