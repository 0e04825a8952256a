package io.penstock.worker.email;

import io.penstock.catalog.email.MailAddress;
import io.penstock.worker.handler.EffectRefused;
import io.penstock.worker.key.Key;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** A mail server. It forgets what it took, so a mail whose answer was lost is not sent again. */
final class Smtp implements Transport {

    static final String NAME = "smtp";

    private final MailSettings.Smtp settings;
    private final JavaMailSenderImpl sender;

    Smtp(MailSettings.Smtp settings, Key password) {
        this.settings = settings;
        this.sender = new JavaMailSenderImpl();
        sender.setHost(settings.host());
        sender.setPort(settings.port());
        sender.setProtocol(settings.tls() == MailSettings.Tls.IMPLICIT ? "smtps" : "smtp");
        sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
        if (settings.user() != null) {
            sender.setUsername(settings.user());
            password.hand(sender::setPassword);
        }
        sender.setJavaMailProperties(properties());
    }

    private Properties properties() {
        var at = "mail." + sender.getProtocol() + ".";
        var properties = new Properties();
        properties.put(at + "auth", String.valueOf(settings.user() != null));
        properties.put(
                at + "connectiontimeout",
                String.valueOf(settings.connectTimeout().toMillis()));
        properties.put(at + "timeout", String.valueOf(settings.timeout().toMillis()));
        properties.put(at + "writetimeout", String.valueOf(settings.timeout().toMillis()));
        properties.put(at + "starttls.enable", String.valueOf(settings.tls() == MailSettings.Tls.STARTTLS));
        properties.put(at + "starttls.required", String.valueOf(settings.tls() == MailSettings.Tls.STARTTLS));
        properties.put(at + "ssl.checkserveridentity", "true");
        // One that is refused refuses all: a mail goes to everybody it names or to nobody.
        properties.put(at + "sendpartial", "false");
        // The answer to what was sent is read before; to wait for a goodbye could only fail.
        properties.put(at + "quitwait", "false");
        return properties;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String send(Mail mail) throws EffectRefused, HandedOverOrNot {
        try {
            sender.send(message(mail));
            return mail.messageId();
        } catch (MailAuthenticationException e) {
            throw EffectRefused.permanent(
                    "mail_key_refused",
                    "The mail server does not take the user and password of this installation. Tell its operator.");
        } catch (MailSendException e) {
            if (e.getFailedMessages().isEmpty()) {
                // The mail was taken, and the goodbye failed.
                return mail.messageId();
            }
            throw refused(e);
        } catch (MessagingException | UnsupportedEncodingException e) {
            throw EffectRefused.permanent("mail_malformed", "The mail could not be put together.");
        }
    }

    private MimeMessage message(Mail mail) throws MessagingException, UnsupportedEncodingException {
        var message = new Numbered(sender.getSession(), "<" + mail.messageId() + ">");
        boolean both = mail.text() != null && mail.html() != null;
        boolean isOfParts = both || !mail.files().isEmpty();
        var helper = new MimeMessageHelper(message, isOfParts, StandardCharsets.UTF_8.name());
        helper.setFrom(address(mail.from()));
        if (mail.replyTo() != null) {
            helper.setReplyTo(address(mail.replyTo()));
        }
        message.setRecipients(RecipientType.TO, addresses(mail.recipients().to()));
        message.setRecipients(RecipientType.CC, addresses(mail.recipients().cc()));
        message.setRecipients(RecipientType.BCC, addresses(mail.recipients().bcc()));
        helper.setSubject(mail.subject());
        if (mail.text() != null && mail.html() != null) {
            helper.setText(mail.text(), mail.html());
        } else {
            helper.setText(mail.html() == null ? String.valueOf(mail.text()) : mail.html(), mail.html() != null);
        }
        for (var header : mail.headers().entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        for (var file : mail.files()) {
            helper.addAttachment(file.name(), new ByteArrayResource(file.content()), file.contentType());
        }
        return message;
    }

    /** Its Message-ID is ours, whatever else is put in when it is saved. */
    private static final class Numbered extends MimeMessage {

        private final String id;

        Numbered(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    private static InternetAddress address(MailAddress address) throws UnsupportedEncodingException {
        return new InternetAddress(address.email(), address.name(), StandardCharsets.UTF_8.name());
    }

    private static Address[] addresses(List<MailAddress> addresses) throws UnsupportedEncodingException {
        var all = new ArrayList<Address>();
        for (var address : addresses) {
            all.add(address(address));
        }
        return all.toArray(Address[]::new);
    }

    /** Only what the server said with a code of its own is sure not to have gone out, or what never reached it. */
    private static EffectRefused refused(MailSendException e) throws HandedOverOrNot {
        var failures = e.getMessageExceptions();
        if (e.getCause() != null || failures == null) {
            return EffectRefused.retryable(
                    "mail_unreachable", "The mail server could not be reached; nothing was sent.");
        }
        int code = code(failures[0]);
        return switch (code / 100) {
            case 4 ->
                EffectRefused.retryable(
                        "mail_deferred", "The mail server answered %d; the mail is tried later.".formatted(code));
            case 5 ->
                EffectRefused.permanent(
                        "mail_refused", "The mail server answered %d%s.".formatted(code, whom(failures[0])));
            default -> throw new HandedOverOrNot("The connection to the mail server broke");
        };
    }

    private static int code(Exception failure) {
        int code = -1;
        for (Exception next = failure; next != null; next = next(next)) {
            int said = switch (next) {
                case SMTPAddressFailedException address -> address.getReturnCode();
                case SMTPSenderFailedException from -> from.getReturnCode();
                case SMTPSendFailedException sent -> sent.getReturnCode();
                default -> -1;
            };
            // One that is refused for good is so whatever is said of the others.
            code = Math.max(code, said);
        }
        return code;
    }

    private static @Nullable Exception next(Exception failure) {
        return failure instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    private static String whom(Exception failure) {
        return failure instanceof SMTPSenderFailedException
                ? " to the sender"
                : failure instanceof SendFailedException sent
                                && sent.getInvalidAddresses() != null
                                && sent.getInvalidAddresses().length > 0
                        ? " to %d of the addresses".formatted(sent.getInvalidAddresses().length)
                        : "";
    }

    @Override
    public Optional<String> greet() {
        try {
            sender.testConnection();
            return Optional.empty();
        } catch (AuthenticationFailedException e) {
            return Optional.of(
                    "The mail server does not take the user and password. Check penstock.mail.smtp.user and .password-variable.");
        } catch (MessagingException e) {
            return Optional.of(
                    "The mail server at %s:%d does not answer as it should. Check penstock.mail.smtp.host, .port and .tls."
                            .formatted(settings.host(), settings.port()));
        }
    }
}
