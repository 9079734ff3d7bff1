package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.RowLayout;

/** Reads one page of a list. Thread-safe. */
@Singleton
final class PageReader {

    private static final String SERVICE_PATH = "/api/data/v";

    private final AnyLengthReader reader;
    private final DynamicsMetadata metadata;

    @Inject
    PageReader(AnyLengthReader reader, DynamicsMetadata metadata) {
        this.reader = reader;
        this.metadata = metadata;
    }

    /**
     * Reads a page of which nothing needs to be known before its end.
     *
     * @param relative address below the root; one that the server made is followed byte for byte
     */
    ODataPage read(String operation, String entity, String relative, String prefer, RowLayout layout) {
        try (OpenPage page = open(operation, entity, relative, prefer, layout)) {
            return page.next(Long.MAX_VALUE);
        }
    }

    /** Asks for a page that is read slice by slice. The caller closes it. */
    OpenPage open(String operation, String entity, String relative, String prefer, RowLayout layout) {
        Map<String, String> headers = prefer.isEmpty() ? Map.of() : Map.of("Prefer", prefer);
        try {
            return OpenPage.of(reader.open(operation, entity, relative, headers), operation, entity, layout);
        } catch (ConnectorException e) {
            // A feed that is refused was declared for rights that the caller no longer has.
            if (e.kind() == ErrorKind.SCHEMA_CHANGED || e.kind() == ErrorKind.FORBIDDEN) {
                metadata.forget();
            }
            throw e;
        }
    }

    /**
     * The part of a link below the service root. A token must not bind to a host: an environment is reached by several, and a sandbox by another
     * port each day.
     */
    static String below(String entity, String link) {
        // Before the query only: a value may hold anything.
        int query = link.indexOf('?');
        String path = query < 0 ? link : link.substring(0, query);
        int service = path.indexOf(SERVICE_PATH);
        int root = service < 0 ? -1 : path.indexOf('/', service + SERVICE_PATH.length());
        if (root < 0) {
            if (!path.contains("://") && !path.startsWith("/")) {
                return link;
            }
            throw ConnectorException.of(
                            ErrorKind.PROTOCOL_ERROR, "the server sent a link that leads out of the Web API")
                    .operation("changes")
                    .entity(entity)
                    .hint("check proxies between here and the server")
                    .build();
        }
        return link.substring(root + 1);
    }

    /** The {@code Prefer} of a list. */
    static String prefer(int pageSize, boolean targets, boolean trackChanges) {
        StringBuilder prefer = new StringBuilder();
        if (trackChanges) {
            prefer.append("odata.track-changes,");
        }
        prefer.append("odata.maxpagesize=").append(pageSize);
        if (targets) {
            prefer.append(',').append(RowLayouts.preferTargets());
        }
        return prefer.toString();
    }

    /** Whether a link asks for this property alone. */
    static boolean selectsOnly(String relative, String property) {
        int query = relative.indexOf('?');
        for (String option : relative.substring(query + 1).split("&", -1)) {
            if (option.replace("%24", "$").equals("$select=" + property)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a link below the root stays on an entity set; what a token holds must not lead elsewhere. */
    static boolean leadsTo(String relative, String entitySet) {
        int query = relative.indexOf('?');
        String path = query < 0 ? relative : relative.substring(0, query);
        return path.equals(entitySet);
    }
}
