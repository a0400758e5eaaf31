package io.rocketjob.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.BatchJob;
import io.rocketjob.RocketJob;

import org.springframework.util.Assert;

/**
 * What an {@link UploadFileJob} uploads: the fields of its jobs.
 *
 * @param location the file that is read, as in {@link FileCopy}
 * @param jobClass the name of the class of the batch
 * @param properties options of the batch, such as {@code priority}, and values of its
 * {@code @Editable} fields, by their names
 * @since 0.1.0
 */
public record FileUpload(String location, String jobClass, Map<String, String> properties) {

	/**
	 * Makes it.
	 * @throws IllegalArgumentException when the location or the class is blank
	 */
	public FileUpload {
		Assert.hasText(location, "What is uploaded must be the location of a file");
		Assert.hasText(jobClass, "There must be the name of the job class of the batch");
		properties = Map.copyOf(properties);
	}

	/**
	 * An upload into a new batch.
	 * @param location the file that is read
	 * @param jobClass the name of the class of the batch
	 * @return the upload
	 */
	public static FileUpload of(String location, String jobClass) {
		return new FileUpload(location, jobClass, Map.of());
	}

	/**
	 * An upload into a new batch.
	 * @param location the file that is read
	 * @param jobClass the class of the batch
	 * @return the upload
	 */
	public static FileUpload of(String location, Class<? extends BatchJob<?, ?, ?>> jobClass) {
		RocketJob annotation = jobClass.getAnnotation(RocketJob.class);
		boolean named = annotation != null && !annotation.name().isBlank();
		return of(location, named ? annotation.name().strip() : jobClass.getSimpleName());
	}

	/**
	 * Sets an option or a field of the batch.
	 * @param name see {@link #properties()}
	 * @param value the value, which is kept as text
	 * @return an upload with it
	 */
	public FileUpload property(String name, Object value) {
		Map<String, String> all = new LinkedHashMap<>(this.properties);
		all.put(name, Objects.toString(value));
		return new FileUpload(this.location, this.jobClass, all);
	}

}
