package io.rocketjob.batch;

import java.util.function.IntFunction;

import io.rocketjob.RocketJobException;
import io.rocketjob.batch.record.RecordParser;
import io.rocketjob.batch.record.RecordValueException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Makes the records that a job gets of those that are stored.
 */
final class RecordDecoder {

	private final ResolvableType type;

	private final RecordMapper mapper;

	private final @Nullable RecordParser parser;

	private final IntFunction<String> places;

	private final boolean encrypted;

	/**
	 * Makes a decoder of values, and of text that is wanted as it is.
	 * @param type the type of the records
	 * @param mapper maps what is stored
	 */
	RecordDecoder(ResolvableType type, RecordMapper mapper) {
		this(type, mapper, null, (index) -> "", false);
	}

	/**
	 * Makes a decoder.
	 * @param type the type of the records
	 * @param mapper maps what is stored
	 * @param parser parses the text of a file, {@code null} when records are values or
	 * wanted as text
	 * @param places say of an index in the slice where in its file the record is, for the
	 * beginning of a message
	 * @param encrypted whether they are encrypted, so that errors must not show them
	 */
	RecordDecoder(ResolvableType type, RecordMapper mapper, @Nullable RecordParser parser, IntFunction<String> places,
			boolean encrypted) {
		this.type = type;
		this.mapper = mapper;
		this.parser = parser;
		this.places = places;
		this.encrypted = encrypted;
	}

	/**
	 * Makes a record.
	 * @param index its index in the slice
	 * @param stored what is stored
	 * @return the record
	 * @throws RocketJobException when it cannot be read
	 */
	Object decode(int index, Object stored) {
		try {
			return (this.parser != null && stored instanceof String text)
					? this.mapper.fromParsed(this.parser.parse(text), this.type)
					: this.mapper.fromStored(stored, this.type);
		}
		catch (RecordValueException ex) {
			// where values must not be seen, the causes show them too
			throw this.encrypted ? unreadable(index, ex.concealed(), null) : unreadable(index, ex.getMessage(), ex);
		}
		catch (RuntimeException ex) {
			throw unreadable(index, ex.getMessage(), ex);
		}
	}

	private RocketJobException unreadable(int index, @Nullable String problem, @Nullable Throwable cause) {
		return new RocketJobException("The stored record cannot be read as " + this.type.toClass().getName() + ": "
				+ this.places.apply(index) + problem, cause);
	}

}
