package io.penstock.sandbox.mail;

import io.penstock.sandbox.effect.Deed;
import io.penstock.sandbox.effect.Effects;
import jakarta.mail.util.StreamProvider;
import org.eclipse.angus.mail.util.MailStreamProvider;
import org.jspecify.annotations.Nullable;

/** Takes mails on: keeps them, and writes down that each recipient got his. */
public final class Post {

    static {
        // Unless it is told, Jakarta Mail looks for its own streams in every jar, several times for each mail.
        System.getProperties().putIfAbsent(StreamProvider.class.getName(), MailStreamProvider.class.getName());
    }

    private final Mails mails;
    private final Effects effects;

    public Post(Mails mails, Effects effects) {
        this.mails = mails;
        this.effects = effects;
    }

    /**
     * The mail is sent.
     *
     * @param reference how its sender names it, which is the same when he sends it again; null if he does not
     * @param job the job for which it was sent, if that said so
     */
    public void accept(Mail mail, @Nullable String reference, @Nullable String job) {
        var object = Long.toString(mails.keep(mail));
        mail.to().forEach(to -> effects.done(Deed.mail(mail.transport(), object, reference, job, to)));
    }
}
