package io.rocketjob.batch;

import io.rocketjob.RocketJobException;
import io.rocketjob.batch.record.RecordParser;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Makes the records that a job gets of those that are stored.
 */
final class RecordDecoder {

	private final ResolvableType type;

	private final RecordMapper mapper;

	private final @Nullable RecordParser parser;

	/**
	 * Makes a decoder.
	 * @param type the type of the records
	 * @param mapper maps what is stored
	 * @param parser parses the text of a file, {@code null} when records are values or
	 * wanted as text
	 */
	RecordDecoder(ResolvableType type, RecordMapper mapper, @Nullable RecordParser parser) {
		this.type = type;
		this.mapper = mapper;
		this.parser = parser;
	}

	/**
	 * Makes a record.
	 * @param stored what is stored
	 * @return the record
	 * @throws RocketJobException when it cannot be read
	 */
	Object decode(Object stored) {
		try {
			return (this.parser != null && stored instanceof String text)
					? this.mapper.fromParsed(this.parser.parse(text), this.type)
					: this.mapper.fromStored(stored, this.type);
		}
		catch (RuntimeException ex) {
			throw new RocketJobException(
					"The stored record cannot be read as " + this.type.toClass().getName() + ": " + ex.getMessage(),
					ex);
		}
	}

}
