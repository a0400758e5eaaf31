package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field whose value is encrypted in the database, and never logged or shown. For
 * components of records, fields of classes, and parameters of their constructors that
 * have the name of a field; at any depth of the fields object, in results, and in records
 * of batches. The value may be of any type that can be stored; with it all that is inside
 * of it is encrypted. {@code null} stays {@code null}.
 * <p>
 * Needs keys: {@code rocketjob.encryption.keyset}, or an
 * {@code io.rocketjob.encryption.Encryption} bean. Without, the application does not
 * start. Each encrypted value names its key, so values of older keys stay readable while
 * these are in the keyset. A value that was stored before the field was annotated is
 * still read, and encrypted when it is next written. What cannot be decrypted fails the
 * job with an error that names the class and the field.
 * <p>
 * A value is bound to the class that declares its field and to the stored name of the
 * field. Give a class that is renamed a
 * {@link org.springframework.data.annotation.TypeAlias} with its former name, or its
 * stored values can no longer be decrypted.
 * <p>
 * Messages of validation, of refused changes and of failures do not contain the value. In
 * exceptions of a job, which are its own, each text of at least four characters that is
 * an encrypted value of the job is replaced by {@code ***} before it is stored or logged
 * by Rocket Job. What a job itself logs, or makes of the value, is its own affair; mind
 * that {@code toString} of a record shows all of its components, unless it is overridden.
 * <p>
 * Jobs can be looked for by whether such a field is there, not by its value.
 *
 * @since 0.1.0
 */
@Target({ ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Encrypted {

}
