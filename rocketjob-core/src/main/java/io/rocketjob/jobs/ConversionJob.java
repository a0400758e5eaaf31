package io.rocketjob.jobs;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Map;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchUploads;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Serializer;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.WritableResource;

/**
 * Converts a file of one format into a file of another, compressed or not: csv, tsv, psv,
 * json, values of fixed width, lines, and whatever formats the application has. All
 * workers parse its records at the same time; they stay in their order. Types are kept as
 * far as both formats can tell them; a value of csv stays a text. Records of lines become
 * values named {@code line} in other formats.
 * <p>
 * A job is created like any other batch, and needs no upload:
 *
 * <pre class="code">
 * rocketJob.batch(ConversionJob.class)
 *     .fields(Conversion.of("/in/a.csv.gz", "/out/a.json.zst"))
 *     .create();
 * </pre>
 *
 * The first worker reads the input and the last one writes the output, whichever servers
 * these belong to, so all servers must see the files under the same location. A file is
 * written whole or not at all; other resources are as safe as they are themselves.
 * <p>
 * The bean is there where {@code rocketjob.conversion.enabled} is set: its jobs read and
 * write files that whoever creates them names.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Converts a file into another format")
@InputCategory(format = RecordFormat.AUTO, sliceSize = 1000)
@OutputCategory(format = RecordFormat.AUTO)
@OutputCategory(name = ConversionJob.JSON_GZ, format = ConversionJob.JSON, serializer = Serializer.GZIP)
@OutputCategory(name = ConversionJob.LINES_GZ, serializer = Serializer.GZIP)
public class ConversionJob implements BatchJob<Conversion, Object, Object>, JobPlugin {

	static final String JSON = "json";

	/**
	 * What workers write and compress as JSON, so that the file is quickly made of it.
	 */
	static final String JSON_GZ = "json_gz";

	static final String LINES_GZ = "lines_gz";

	/** The name of the value that a line becomes. */
	private static final String LINE = "line";

	private final ObjectProvider<RocketJobTemplate> rocketJob;

	private final ConversionFiles files;

	/**
	 * Makes the bean.
	 * @param rocketJob where its jobs are
	 * @param formats the formats of the application
	 * @param resources finds the files
	 */
	public ConversionJob(ObjectProvider<RocketJobTemplate> rocketJob, RecordFormats formats, ResourceLoader resources) {
		this.rocketJob = rocketJob;
		this.files = new ConversionFiles(formats, resources);
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		if (jobClass.type() == ConversionJob.class) {
			jobClass.onCreate((job) -> this.files.problems(job.fields(Conversion.class)).forEach(job::problem));
		}
	}

	@Override
	public void beforeBatch(BatchContext<Conversion> context) throws IOException {
		Conversion conversion = context.fields();
		this.files.requireTarget(conversion);
		context.uploads().upload((writer) -> writer.writeFile(this.files.input(conversion), (file) -> {
			file.format(conversion.inputFormat());
			conversion.inputOptions().forEach(file::option);
			if (conversion.charset() != null) {
				file.charset(Charset.forName(conversion.charset()));
			}
		}));
		// what workers do must not depend on which formats their server knows
		context.updateFields(conversion.to(this.files.outputFormat(conversion)));
	}

	@Override
	public @Nullable Object perform(Object record, BatchContext<Conversion> context) {
		Conversion conversion = context.fields();
		Object converted = (record instanceof String && !conversion.outputFormat().equals(RecordFormat.LINES))
				? Map.of(LINE, record) : record;
		String category = category(conversion);
		return category.equals(BatchUploads.MAIN) ? converted : Result.to(category, converted);
	}

	/** Where the workers put what becomes the file. */
	private static String category(Conversion conversion) {
		if (!conversion.outputOptions().isEmpty() || !conversion.output().endsWith(".gz")) {
			return BatchUploads.MAIN;
		}
		return switch (conversion.outputFormat()) {
			case JSON -> JSON_GZ;
			case RecordFormat.LINES -> LINES_GZ;
			default -> BatchUploads.MAIN;
		};
	}

	/** May be repeated, when a server dies: the output is written anew. */
	@Override
	public void afterBatch(BatchContext<Conversion> context) throws IOException {
		Conversion conversion = context.fields();
		WritableResource output = this.files.output(conversion);
		BatchInstance<?> job = this.rocketJob.getObject().batch(context.id());
		if (output.isFile()) {
			job.download(output.getFile().toPath(), (options) -> describe(conversion, options));
		}
		else {
			job.download(output, (options) -> describe(conversion, options));
		}
	}

	private static void describe(Conversion conversion, BatchInstance.DownloadOptions options) {
		options.category(category(conversion)).format(conversion.outputFormat());
		conversion.outputOptions().forEach(options::option);
	}

}
