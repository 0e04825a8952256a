package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Faults;
import io.penstock.sandbox.journal.Journal;
import io.penstock.sandbox.limit.Limits;
import io.penstock.sandbox.reply.Replies;
import io.penstock.sandbox.server.Pauses;

/** What all providers have in common. */
public record House(Journal journal, Faults faults, Limits limits, Replies replies, Ids ids, Pauses pauses) {}
