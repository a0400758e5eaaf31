package io.rocketjob.mongo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.EncryptionException;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinarySubType;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;

/**
 * Internal: encrypts stored values of encrypted fields anew, with the current key. It
 * maps nothing: what is around the values stays as it is. A value is bound to the class
 * and the name of its field; the name is where it is stored, and which of the known
 * classes with such a field it is, decryption tells. Thread-safe.
 */
public final class FieldReEncryption {

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final ValueCipher cipher;

	private final FieldsMappingContext context;

	/** What values may be bound to, by the stored names of their fields. */
	private volatile Map<String, Set<String>> places = Map.of();

	FieldReEncryption(ValueCipher cipher, FieldsMappingContext context) {
		this.cipher = cipher;
		this.context = context;
	}

	/**
	 * Whether data may have encrypted values, so that it is worth looking into it.
	 * @param data BSON
	 * @return {@code false} when it has none
	 */
	public static boolean mayHave(byte[] data) {
		return ValueCipher.mayHaveSealed(data);
	}

	/**
	 * Whether a stored value has encrypted values in it.
	 * @param stored the value
	 * @return whether there are any, of whatever key
	 */
	public static boolean has(BsonValue stored) {
		if (stored instanceof BsonDocument document) {
			return document.values().stream().anyMatch(FieldReEncryption::has);
		}
		if (stored instanceof BsonArray array) {
			return array.stream().anyMatch(FieldReEncryption::has);
		}
		return isSealed(stored);
	}

	private static boolean isSealed(BsonValue stored) {
		return stored instanceof BsonBinary binary && binary.getType() == BsonBinarySubType.BINARY.getValue()
				&& ValueCipher.isSealed(new Binary(binary.getType(), binary.getData()));
	}

	/**
	 * Encrypts the values anew in a document or an array that other keys have encrypted.
	 * @param stored what is stored; is changed
	 * @param learn reads the same by its class, so that the classes become known that it
	 * is made of; called only when a value is of none that is known
	 * @return how many values were encrypted anew
	 * @throws EncryptedFieldException when one cannot be decrypted, naming its field
	 */
	public int renew(BsonValue stored, Runnable learn) {
		int count = 0;
		if (stored instanceof BsonDocument document) {
			for (Map.Entry<String, BsonValue> entry : document.entrySet()) {
				if (isSealed(entry.getValue())) {
					BsonBinary renewed = renewed(entry.getKey(), entry.getValue().asBinary().getData(), learn);
					if (renewed != null) {
						entry.setValue(renewed);
						count++;
					}
				}
				else {
					count += renew(entry.getValue(), learn);
				}
			}
		}
		else if (stored instanceof BsonArray array) {
			for (BsonValue each : array) {
				count += renew(each, learn);
			}
		}
		return count;
	}

	private @Nullable BsonBinary renewed(String field, byte[] sealed, Runnable learn) {
		Encryption keys = this.cipher.keys();
		if (keys == null) {
			throw new EncryptedFieldException("There are encrypted values, and this process has no keys;"
					+ " set rocketjob.encryption.keyset, or declare an Encryption bean");
		}
		byte[] encrypted = ValueCipher.encrypted(sealed);
		if (keys.isCurrent(encrypted)) {
			return null;
		}
		Opened opened = open(keys, field, encrypted, learn);
		byte[] plain = opened.plain();
		if (mayHave(plain)) {
			BsonDocument inside = decode(plain);
			plain = (renew(inside, learn) > 0) ? encode(inside) : plain;
		}
		return new BsonBinary(ValueCipher.marked(keys.encrypt(plain, opened.place().getBytes(StandardCharsets.UTF_8))));
	}

	private Opened open(Encryption keys, String field, byte[] encrypted, Runnable learn) {
		Set<String> before = this.places.getOrDefault(field, Set.of());
		Opened opened = tryOpen(keys, encrypted, before);
		if (opened == null) {
			this.places = knownPlaces();
			opened = tryOpen(keys, encrypted, this.places.getOrDefault(field, Set.of()));
		}
		if (opened == null) {
			try {
				learn.run();
			}
			catch (RuntimeException ex) {
				// it may be what cannot be decrypted, which is said below
			}
			this.places = knownPlaces();
			opened = tryOpen(keys, encrypted, this.places.getOrDefault(field, Set.of()));
		}
		if (opened == null) {
			throw unreadable(keys, field, encrypted);
		}
		return opened;
	}

	private static @Nullable Opened tryOpen(Encryption keys, byte[] encrypted, Set<String> places) {
		for (String place : places) {
			try {
				return new Opened(keys.decrypt(encrypted, place.getBytes(StandardCharsets.UTF_8)), place);
			}
			catch (EncryptionException ex) {
				// it is bound to another place, or cannot be decrypted at all
			}
		}
		return null;
	}

	private EncryptedFieldException unreadable(Encryption keys, String field, byte[] encrypted) {
		Set<String> tried = this.places.getOrDefault(field, Set.of());
		if (tried.isEmpty()) {
			return new EncryptedFieldException("The encrypted field '" + field
					+ "' is of no class that this application knows; name its class in rocketjob.re-encryption.types,"
					+ " or delete the job");
		}
		try {
			keys.decrypt(encrypted, tried.iterator().next().getBytes(StandardCharsets.UTF_8));
			throw new IllegalStateException("It could not be decrypted a moment ago");
		}
		catch (EncryptionException ex) {
			return new EncryptedFieldException("The encrypted field '" + field + "' cannot be decrypted as any of "
					+ tried + ": " + ex.getMessage()
					+ ". Where it is of another class, name that in rocketjob.re-encryption.types", ex);
		}
	}

	private Map<String, Set<String>> knownPlaces() {
		Map<String, Set<String>> known = new HashMap<>();
		for (MongoPersistentEntity<?> entity : this.context.getPersistentEntities()) {
			for (MongoPersistentProperty property : entity) {
				if (property instanceof FieldsProperty field && field.isEncrypted()) {
					known.computeIfAbsent(field.getFieldName(), (missing) -> new TreeSet<>()).add(field.place());
				}
			}
		}
		return known;
	}

	/**
	 * Reads BSON.
	 * @param data the bytes
	 * @return the document
	 */
	public static BsonDocument decode(byte[] data) {
		try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(data))) {
			return CODEC.decode(reader, DecoderContext.builder().build());
		}
	}

	/**
	 * Writes BSON.
	 * @param document the document
	 * @return the bytes
	 */
	public static byte[] encode(BsonDocument document) {
		try (BasicOutputBuffer buffer = new BasicOutputBuffer();
				BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
			CODEC.encode(writer, document, EncoderContext.builder().build());
			return buffer.toByteArray();
		}
	}

	@SuppressWarnings("ArrayRecordComponent") // is never compared
	private record Opened(byte[] plain, String place) {
	}

}
