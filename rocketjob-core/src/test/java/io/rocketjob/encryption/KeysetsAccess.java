package io.rocketjob.encryption;

import java.util.List;

import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** What tests do with keysets. */
public final class KeysetsAccess {

	private KeysetsAccess() {
	}

	/**
	 * Adds a key that encrypts from now on.
	 * @param keyset a keyset for values
	 * @return the longer keyset
	 */
	public static String rotated(String keyset) {
		return TinkKeyset.parseAny(keyset, "The keyset").withNewKey(true).toJson();
	}

	/**
	 * Removes all keys but the one that encrypts.
	 * @param keyset a keyset
	 * @return the keyset with one key
	 */
	public static String withPrimaryOnly(String keyset) {
		Document json = Document.parse(keyset);
		long primary = json.get("primaryKeyId", Number.class).longValue();
		List<Document> keys = json.getList("key", Document.class)
			.stream()
			.filter((key) -> key.get("keyId", Number.class).longValue() == primary)
			.toList();
		return new Document(json).append("key", keys)
			.toJson(JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build());
	}

}
