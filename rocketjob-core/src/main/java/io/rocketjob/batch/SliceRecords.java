package io.rocketjob.batch;

import java.util.List;

import io.rocketjob.RocketJobException;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.batch.record.RecordParser;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * The records of a slice as they are stored.
 *
 * @param stored the records
 * @param format whose text they are, {@code null} when they are values
 */
record SliceRecords(List<@Nullable Object> stored, @Nullable SliceFormat format) {

	/**
	 * Makes what reads them.
	 * @param mapper maps what is stored
	 * @param formats parse what is text
	 * @param type the type to read them as
	 * @return the decoder
	 * @throws RocketJobException when this process does not have their format
	 */
	RecordDecoder decoder(RecordMapper mapper, RecordFormats formats, ResolvableType type) {
		SliceFormat text = (type.toClass() != String.class) ? this.format : null;
		return new RecordDecoder(type, mapper, (text != null) ? parser(formats, text, type) : null);
	}

	private static RecordParser parser(RecordFormats formats, SliceFormat format, ResolvableType type) {
		if (!formats.knows(format.name())) {
			throw new RocketJobException("The records of the slice are text of a file in the format '" + format.name()
					+ "', and this process has only " + formats.names()
					+ "; declare the bean of that format on all servers");
		}
		return formats.get(format.name()).parser(format.layout(), type);
	}

}
