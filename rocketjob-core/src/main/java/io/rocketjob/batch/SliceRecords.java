package io.rocketjob.batch;

import java.util.List;

import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormats;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * The records of a slice as they are stored.
 *
 * @param stored the records
 * @param format whose text they are, {@code null} when they are values
 * @param places where in their file they begin
 * @param encrypted whether they are encrypted, so that errors must not show them
 */
record SliceRecords(List<@Nullable Object> stored, @Nullable SliceFormat format, RecordPlaces places,
		boolean encrypted) {

	SliceRecords storedBy(Serializer serializer) {
		return new SliceRecords(this.stored, this.format, this.places, serializer == Serializer.ENCRYPTED);
	}

	/**
	 * Makes what reads them.
	 * @param mapper maps what is stored
	 * @param formats parse what is text
	 * @param type the type to read them as
	 * @return the decoder
	 * @throws RocketJobException when this process does not have their format
	 */
	RecordDecoder decoder(RecordMapper mapper, RecordFormats formats, ResolvableType type) {
		if (this.format == null || type.toClass() == String.class) {
			return new RecordDecoder(type, mapper);
		}
		RecordFormat present = format(formats, this.format);
		return new RecordDecoder(type, mapper, present.parser(this.format.layout(), type),
				(index) -> place(present, this.format.file(), index), this.encrypted);
	}

	private String place(RecordFormat present, @Nullable String file, int index) {
		long line = this.places.line(index);
		String place = (line > 0) ? present.place(line) : "";
		if (file == null) {
			return place.isEmpty() ? "" : place + ": ";
		}
		return "in " + file + (place.isEmpty() ? "" : ", " + place) + ": ";
	}

	private static RecordFormat format(RecordFormats formats, SliceFormat format) {
		if (!formats.knows(format.name())) {
			throw new RocketJobException("The records of the slice are text of a file in the format '" + format.name()
					+ "', and this process has only " + formats.names()
					+ "; declare the bean of that format on all servers");
		}
		return formats.get(format.name());
	}

}
