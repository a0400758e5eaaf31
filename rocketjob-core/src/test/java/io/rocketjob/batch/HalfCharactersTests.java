package io.rocketjob.batch;

import java.util.List;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Halves of surrogate pairs, which no database can store as they are. */
class HalfCharactersTests {

	@ParameterizedTest
	@ValueSource(strings = { "\ud83d", "a\ud83db", "\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00" })
	void halfOfACharacterIsRefusedAndNotReplaced(String text) {
		for (Object record : List.of(text, new Document("a", text), new Document("a", List.of(Map.of("b", text))))) {
			assertThatIllegalArgumentException().isThrownBy(() -> new BsonBuffer().add(record))
				.withMessageMatching("a text has half of a surrogate pair, U\\+D[8E][03][D0], which cannot be stored");
		}
	}

	@Test
	void wholeCharactersComeBack() {
		BsonBuffer buffer = new BsonBuffer();
		buffer.add("a\ud83d\ude00b\u00e9\u8868");
		buffer.addDecoded("\ud83d\ude00?");
		assertThat(BsonBuffer.read(buffer.bytes())).containsExactly("a\ud83d\ude00b\u00e9\u8868", "\ud83d\ude00?");
	}

}
