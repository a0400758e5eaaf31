package io.rocketjob.batch;

import io.rocketjob.batch.record.FormatSettings;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.batch.record.RecordText;
import org.bson.Document;

import org.springframework.core.ResolvableType;

/**
 * Reads and packs the records of slices. Thread-safe.
 *
 * @param codec packs and unpacks them
 * @param records maps them
 * @param formats parse those that are text of files
 */
record SliceData(SliceCodec codec, RecordMapper records, RecordFormats formats) {

	/**
	 * Reads the records of a slice.
	 * @param segment where it is
	 * @param slice the slice
	 * @return its records, as they are stored
	 */
	SliceRecords read(Segment segment, Document slice) {
		byte[] bytes = this.codec.unpack(SliceDocument.data(slice), segment.settings().serializer(),
				segment.binding(slice.getLong(SliceDocument.ID)));
		return BsonBuffer.readSlice(bytes).storedBy(segment.settings().serializer());
	}

	/**
	 * Packs the records of a slice.
	 * @param segment where it is
	 * @param id the id of the slice
	 * @param unpacked the records
	 * @return what to store
	 */
	byte[] pack(Segment segment, long id, byte[] unpacked) {
		return this.codec.pack(unpacked, segment.settings().serializer(), segment.binding(id));
	}

	/**
	 * Makes a buffer of output.
	 * @param output how that is stored
	 * @return the buffer, empty
	 */
	RecordBuffer buffer(OutputSettings output) {
		if (!output.serializer().isText()) {
			return new BsonBuffer();
		}
		FormatSettings format = output.format();
		RecordText text = this.formats.get(format.name()).text(format.options());
		if (text == null) {
			throw new IllegalStateException("The output '" + output.name() + "' is stored as text ("
					+ output.serializer() + "), which the record format '" + format.name() + "' cannot be on this"
					+ " server; deploy the version of the application that has created the job");
		}
		return new TextBuffer(text, this.records.lines());
	}

	/**
	 * Makes what maps the records of a slice.
	 * @param slice the records, as they are stored
	 * @param type the type to read them as
	 * @return the decoder
	 */
	RecordDecoder decoder(SliceRecords slice, ResolvableType type) {
		return slice.decoder(this.records, this.formats, type);
	}

}
