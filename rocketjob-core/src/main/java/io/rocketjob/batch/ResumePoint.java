package io.rocketjob.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.Serializer;
import io.rocketjob.batch.SliceState.Part;
import io.rocketjob.logging.Redaction;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a retry of a slice resumes: at the first record that is not done, with what those
 * before it have made and counted. A run that fails or is stopped stores it in the slice
 * with the write that releases the claim. Thread-safe, as far as the state of the slice
 * is.
 */
final class ResumePoint {

	private static final Logger logger = LoggerFactory.getLogger(ResumePoint.class);

	private final ClaimedSlice slice;

	private final SliceState state;

	private final Map<String, OutputSettings> outputs;

	private final SliceClaimHandles handles;

	/** Says that the slice begins again, or {@code null} when it does not. */
	private volatile @Nullable Runnable loss;

	/**
	 * Makes the resume point of a claimed slice.
	 * @param slice the slice as it was claimed
	 * @param state what becomes of its records in this run
	 * @param outputs the output categories by name
	 * @param handles packs what records have made
	 */
	ResumePoint(ClaimedSlice slice, SliceState state, Map<String, OutputSettings> outputs, SliceClaimHandles handles) {
		this.slice = slice;
		this.state = state;
		this.outputs = outputs;
		this.handles = handles;
	}

	/**
	 * How many records of a slice are done.
	 * @param slice its stored form
	 * @return the number of records that a retry does not repeat
	 */
	static int done(Document slice) {
		return slice.getInteger(SliceDocument.DONE, 0);
	}

	/**
	 * Brings the state of this run to where an earlier run was. To be called before the
	 * first record.
	 */
	void resume() {
		Document stored = this.slice.document();
		Map<OutputSettings, Part> made = new LinkedHashMap<>();
		stored.get(SliceDocument.PARTIAL, new Document()).forEach((category, value) -> {
			Document part = (Document) value;
			OutputSettings output = this.outputs.get(category);
			if (output != null) {
				byte[] bytes = this.handles.data()
					.codec()
					.unpack(part.get(SliceDocument.DATA, Binary.class).getData(), output.serializer(),
							binding(category));
				made.put(output, new Part(part.getInteger(SliceDocument.COUNT), new Binary(bytes),
						part.get(SliceDocument.LINES, Binary.class)));
			}
		});
		Map<String, Long> counted = new LinkedHashMap<>();
		BatchDocument.addCounters(stored, SliceDocument.COUNTERS, counted);
		this.state.resume(done(stored), made, counted);
	}

	/**
	 * What to store in the slice when its claim is released before its end. Where what
	 * the records have made cannot be kept, the slice begins again: its failure is
	 * recorded in any case.
	 * @return the fields to set; none when the slice stays as it was when the run began
	 */
	Document toStore() {
		this.loss = null;
		return this.state.isKept() ? this.state.consistently(this::reached) : new Document();
	}

	/**
	 * Says when the slice, as it is stored now, begins again though records were done.
	 */
	void logLoss() {
		Runnable loss = this.loss;
		if (loss != null) {
			loss.run();
		}
	}

	private Document reached() {
		int done = this.state.done();
		try {
			Document partial = partial();
			if (partial != null) {
				return new Document(SliceDocument.DONE, done).append(SliceDocument.PARTIAL, partial)
					.append(SliceDocument.COUNTERS, BatchDocument.counters(this.state.counted()));
			}
			this.loss = () -> logger
				.info("What the first {} records of slice {} of {} have made is too large to be kept with the slice;"
						+ " they will be worked on again", done, this.slice.firstRecord(), this.slice.job().id());
		}
		catch (RuntimeException ex) {
			this.loss = () -> logger.warn(
					"What the first {} records of slice {} of {} have made cannot be kept;"
							+ " they will be worked on again",
					done, this.slice.firstRecord(), this.slice.job().id(),
					this.handles.exceptionLogging().loggable(ex, Redaction.NONE));
		}
		return new Document(SliceDocument.DONE, 0).append(SliceDocument.PARTIAL, new Document())
			.append(SliceDocument.COUNTERS, List.of());
	}

	/**
	 * What has been made so far.
	 * @return the output by category, or {@code null} when it is too large
	 */
	private @Nullable Document partial() {
		Document partial = new Document();
		int size = SliceDocument.data(this.slice.document()).length;
		for (Map.Entry<String, Part> entry : this.state.parts().entrySet()) {
			Part part = entry.getValue();
			Serializer serializer = Objects.requireNonNull(this.outputs.get(entry.getKey())).serializer();
			byte[] packed = this.handles.data().codec().pack(part.bytes(), serializer, binding(entry.getKey()));
			size += packed.length;
			if (size > SliceCodec.PACKED_LIMIT) {
				return null;
			}
			partial.append(entry.getKey(), part
				.with(new Document(SliceDocument.COUNT, part.count()).append(SliceDocument.DATA, new Binary(packed))));
		}
		return partial;
	}

	/**
	 * What the partial output of a category is bound to.
	 */
	private String binding(String category) {
		return binding(this.slice.segment(), category, this.slice.id());
	}

	static String binding(Segment segment, String category, long slice) {
		return SliceCodec.binding(segment.collection() + "/" + category, slice);
	}

}
