package org.crmlink.sandbox.store;

import static org.crmlink.sandbox.schema.ColumnBuilder.bigInt;
import static org.crmlink.sandbox.schema.ColumnBuilder.date;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.decimal;
import static org.crmlink.sandbox.schema.ColumnBuilder.floating;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.lookup;
import static org.crmlink.sandbox.schema.ColumnBuilder.money;
import static org.crmlink.sandbox.schema.ColumnBuilder.multiSelect;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.TableBuilder;

/** Two tables and a relationship of each kind. */
final class SmallSchema {

    static final Instant NOW = Instant.parse("2024-03-01T10:00:00.123Z");

    private SmallSchema() {}

    static Schema schema() {
        return schema(DeleteBehavior.CASCADE);
    }

    static Schema schema(DeleteBehavior onDelete) {
        return Schema.builder()
                .table(TableBuilder.table("House", "House", "houses")
                        .primaryName("name")
                        .key("CodeKey", "Code", "code")
                        .columns(
                                primaryId("HouseId", "House"),
                                string("Name", "Name", 10),
                                string("Code", "Code", 10),
                                lookup("Street", "Street", "house"),
                                version())
                        .build())
                .table(TableBuilder.table("Room", "Room", "rooms")
                        .primaryName("name")
                        .key("PlaceKey", "Place", "houseid", "number")
                        .columns(
                                primaryId("RoomId", "Room"),
                                string("Name", "Name", 10).required(RequiredLevel.SYSTEM_REQUIRED),
                                lookup("HouseId", "House", "house"),
                                integer("Number", "Number").range(0, 100),
                                bigInt("Big", "Big"),
                                decimal("Area", "Area", 3).range(0, 1000),
                                floating("Weight", "Weight", 2),
                                money("Rent", "Rent"),
                                date("Built", "Built"),
                                dateTime("Seen", "Seen"),
                                picklist("Color", "Color", Option.of(1, "Red"), Option.of(2, "Blue")),
                                multiSelect("Tags", "Tags", Option.of(1, "A"), Option.of(2, "B"), Option.of(3, "C")),
                                guid("Other", "Other"),
                                of(ColumnType.IMAGE, "Image", "Image"),
                                of(ColumnType.STATE, "StateCode", "State")
                                        .options(Option.of(0, "Open"), Option.of(1, "Closed")),
                                of(ColumnType.STATUS, "StatusCode", "Status")
                                        .options(
                                                Option.inState(0, 1, "New"),
                                                Option.inState(0, 2, "Known"),
                                                Option.inState(1, 3, "Done")),
                                string("Label", "Label", 50).computed(row -> row.get("name") + "/" + row.get("number")),
                                string("Locked", "Locked", 10).readOnly(),
                                dateTime("CreatedOn", "Created On")
                                        .automatic(Automatic.CREATED_ON)
                                        .readOnly(),
                                dateTime("ModifiedOn", "Modified On")
                                        .automatic(Automatic.MODIFIED_ON)
                                        .readOnly(),
                                version())
                        .build())
                .table(TableBuilder.table("HouseRoom", "", "houserooms")
                        .intersect()
                        .columns(primaryId("HouseRoomId", ""), guid("HouseId", ""), guid("RoomId", ""), version())
                        .build())
                .oneToMany(OneToMany.of("house_rooms", "house", "houseid", "room", "houseid", "houseid", onDelete))
                .oneToMany(OneToMany.of(
                        "street_houses", "house", "houseid", "house", "street", "street", DeleteBehavior.REMOVE_LINK))
                .manyToMany(new ManyToMany(
                        "pairs", "houseroom", "house", "houseid", "pairs", "room", "roomid", "pairs", false))
                .build();
    }

    private static ColumnBuilder version() {
        return bigInt("VersionNumber", "Version")
                .automatic(Automatic.ROW_VERSION)
                .readOnly();
    }

    static Store store() {
        return store(DeleteBehavior.CASCADE);
    }

    static Store store(DeleteBehavior onDelete) {
        return new Store(schema(onDelete), clock(), table -> RecordId.random(), Duration.ofMillis(50));
    }

    static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    static Row house(Store store, String name) {
        return store.insert("house", Map.of("name", name));
    }

    static Row room(Store store, String name, Row house) {
        return store.insert("room", Map.of("name", name, "houseid", house.reference()));
    }
}
