package org.crmlink.toolkit.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.junit.jupiter.api.Test;

class SyncTokenFormatTest {

    private static final SyncTokenFormat FORMAT = new SyncTokenFormat("shop", 1);

    @Test
    void whatWasWrittenIsReadWhateverItHolds() {
        ChangeQuery query = Shop.query("name");

        assertThat(FORMAT.read(query, FORMAT.write(query, "a:b:ü\n"))).isEqualTo("a:b:ü\n");
        assertThat(FORMAT.read(query, FORMAT.write(query, ""))).isEmpty();
    }

    @Test
    void aTokenThatIsForeignDamagedOldOrOfAnotherQueryIsRefused() {
        ChangeQuery query = Shop.query("name");
        String good = FORMAT.write(query, "items?since=41").value();

        List<String> bad = List.of(
                "x",
                good.replace("shop", "other"),
                good.replace("shop:1", "shop:2"),
                good.replace("41", "42"),
                good.substring(0, good.length() - 1),
                good.substring(1),
                FORMAT.write(Shop.query("name", "count"), "items?since=41").value());
        for (String token : bad) {
            assertThatThrownBy(() -> FORMAT.read(query, new SyncToken(token)))
                    .as(token)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA));
        }
    }
}
