package io.rocketjob.embedded.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BsonSizeTests {

	@Test
	void theSizeIsThatOfTheEncodedDocument() {
		List<Object> values = new ArrayList<>(
				Arrays.asList(null, true, 1, 2L, 1.5, "", "text", "\u00e4\u20ac\ud83d\ude00", "\ud83d", Instant.now(),
						new BsonTimestamp(5), new ObjectId(), new Decimal128(1, 2), new UUID(1, 2),
						new LegacyUUID(1, 2), new BinData(new byte[0]), new BinData(new byte[1000]),
						MinKey.getInstance(), MaxKey.getInstance(), new BsonRegularExpression("^a\u00e4", "i"),
						new BsonJavaScript("f()"), new Document(), new Document("a.\u00e4", new Document("b", null)),
						List.of(), Collections.nCopies(1001, "x"), new LinkedHashSet<>(List.of(1, 2L))));
		values.add(List.copyOf(values.subList(1, values.size())));
		for (Object value : values) {
			assertSize(new Document("_id", 1).append("value", value));
		}
		assertSize(new Document("values", values));
		assertSize(new Document());
	}

	private static void assertSize(Document document) {
		ByteBuf encoded = Unpooled.buffer();
		BsonEncoder.encodeDocument(document, encoded);
		assertThat(BsonSize.of(document)).as("%s", document).isEqualTo(encoded.readableBytes());
		assertThat(Storage.decode(Storage.encode(document))).hasSameSizeAs(document);
	}

	@Test
	void whatCannotBeEncodedHasNoSize() {
		assertThatIllegalArgumentException().isThrownBy(() -> BsonSize.of(new Document("a", new Object())));
	}

}
