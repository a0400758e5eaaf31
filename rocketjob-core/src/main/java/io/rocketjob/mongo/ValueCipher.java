package io.rocketjob.mongo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.mongodb.MongoClientSettings;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.EncryptionException;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinarySubType;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the values of fields: each becomes a binary that begins with a mark, followed
 * by its encrypted BSON. What does not begin so was stored before its field was
 * encrypted, and is taken as it is. Thread-safe.
 */
final class ValueCipher implements ValueSealing {

	/** Rocket Job, encrypted, first format. The subtype would not do: it may get lost. */
	private static final byte[] MARK = { 'R', 'J', 'E', 1 };

	private static final String VALUE = "v";

	private final @Nullable Encryption encryption;

	private final Codec<Document> codec = MongoClientSettings.getDefaultCodecRegistry().get(Document.class);

	ValueCipher(@Nullable Encryption encryption) {
		this.encryption = encryption;
	}

	boolean hasKeys() {
		return this.encryption != null;
	}

	@Override
	public Object seal(Object mapped, FieldsProperty property) {
		byte[] encrypted = encryption(property).encrypt(encode(new Document(VALUE, mapped)), binding(property));
		return new Binary(marked(encrypted));
	}

	@Override
	public Object open(Object stored, FieldsProperty property) {
		if (!isSealed(stored)) {
			return stored;
		}
		byte[] encrypted = encrypted(((Binary) stored).getData());
		try {
			return Objects
				.requireNonNull(decode(encryption(property).decrypt(encrypted, binding(property))).get(VALUE));
		}
		catch (EncryptedFieldException ex) {
			throw ex;
		}
		catch (EncryptionException ex) {
			throw new EncryptedFieldException(property.label() + " cannot be decrypted: " + ex.getMessage()
					+ ". Where its class was renamed, the class needs a @TypeAlias with its former name", ex);
		}
		catch (RuntimeException ex) {
			throw EncryptedFieldException.instead(property.label() + " cannot be decrypted", ex);
		}
	}

	/**
	 * Whether a stored value is one that this class has encrypted.
	 * @param stored the value
	 * @return whether it is
	 */
	static boolean isSealed(@Nullable Object stored) {
		return stored instanceof Binary binary && binary.getType() == BsonBinarySubType.BINARY.getValue()
				&& binary.length() > MARK.length
				&& Arrays.equals(binary.getData(), 0, MARK.length, MARK, 0, MARK.length);
	}

	/**
	 * Whether a part of a stored value is one that this class has encrypted. Asked for
	 * each record, so it makes no streams.
	 * @param stored the value
	 * @return whether it is
	 */
	static boolean hasSealed(@Nullable Object stored) {
		Iterable<?> parts = (stored instanceof Map<?, ?> map) ? map.values()
				: (stored instanceof Collection<?> collection) ? collection : List.of();
		for (Object part : parts) {
			if (hasSealed(part)) {
				return true;
			}
		}
		return isSealed(stored);
	}

	/**
	 * What encrypts.
	 * @return the keys, {@code null} when there are none
	 */
	@Nullable Encryption keys() {
		return this.encryption;
	}

	/**
	 * The encrypted part of a sealed value.
	 * @param sealed the data of the binary
	 * @return what follows the mark
	 */
	static byte[] encrypted(byte[] sealed) {
		return Arrays.copyOfRange(sealed, MARK.length, sealed.length);
	}

	/**
	 * The data of the binary for an encrypted value.
	 * @param encrypted the value
	 * @return the same with the mark before it
	 */
	static byte[] marked(byte[] encrypted) {
		return ByteBuffer.allocate(MARK.length + encrypted.length).put(MARK).put(encrypted).array();
	}

	/**
	 * Whether data may have a sealed value somewhere.
	 * @param data any bytes
	 * @return whether the mark is in it
	 */
	static boolean mayHaveSealed(byte[] data) {
		for (int i = 0; i + MARK.length < data.length; i++) {
			if (data[i] == MARK[0] && Arrays.equals(data, i, i + MARK.length, MARK, 0, MARK.length)) {
				return true;
			}
		}
		return false;
	}

	private Encryption encryption(FieldsProperty property) {
		if (this.encryption == null) {
			throw new EncryptedFieldException(property.label() + " is encrypted, and this process has no keys;"
					+ " set rocketjob.encryption.keyset, or declare an Encryption bean");
		}
		return this.encryption;
	}

	private static byte[] binding(FieldsProperty property) {
		return property.place().getBytes(StandardCharsets.UTF_8);
	}

	private byte[] encode(Document document) {
		try (BasicOutputBuffer buffer = new BasicOutputBuffer();
				BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
			this.codec.encode(writer, document, EncoderContext.builder().build());
			return buffer.toByteArray();
		}
	}

	private Document decode(byte[] bytes) {
		try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
			return this.codec.decode(reader, DecoderContext.builder().build());
		}
	}

}
