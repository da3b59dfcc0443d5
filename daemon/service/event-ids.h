/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The events that an administrator acts on, for the journal's field MESSAGE_ID; daemon/
 * kexecd.catalog explains each of them. An ID never changes its meaning.
 *
 * The catalogue's texts use the fields below them: set those that are named with each event.
 */

/* An image is in the kernel: IMAGE, RELEASE, ORIGIN. */
#define KX_EVENT_ARMED "a0449e395c9e4386bab52ea818a46159"
/* An image is kept in memory, not in the kernel: IMAGE, RELEASE, ORIGIN, REASON (why not). */
#define KX_EVENT_STAGED "c626086b1c4743c6a8f7c23aea28c9dd"
/* A load failed; what was loaded before is still there: IMAGE, REASON. */
#define KX_EVENT_LOAD_FAILED "61c77354522541d59f7647badef9cd31"
/* Nothing is loaded any more: IMAGE, REASON (on whose wish). */
#define KX_EVENT_UNLOADED "c17aaef3c5e14ae4bd976f92bea78642"
/* Another program's image is loaded: REASON (how that was noticed). */
#define KX_EVENT_FOREIGN "87fcf9815f37434a87c23d39ca0b922b"
/* A restart into the image begins: IMAGE, RELEASE, ORIGIN. */
#define KX_EVENT_EXECUTING "f98f2e74032e45a9b495f691dcf570d5"
/* A restart was refused because of sessions, inhibitors and the like: IMAGE, REASON. */
#define KX_EVENT_EXECUTE_REFUSED "b11358176b684481874163cb857045a0"
/* A mistake in the configuration: REASON (file, where in it, what is left out for that). */
#define KX_EVENT_CONFIG_MISTAKE "8b05b6f0ded745878128789ed14482b6"
/* The next ordinary reboot has to be a cold one: REASON (all of them). */
#define KX_EVENT_COLD_DUE "b6d23ba9d02e4e48a6fa0a2af195def3"
/* … and no longer: REASON (what is over). */
#define KX_EVENT_COLD_OVER "4a3c29bfd45542888cfd4f53ef76ad9a"
/* The machine might not come through a fast restart: REASON (the blocking hazards). */
#define KX_EVENT_HAZARD "d58930a988d84e44bae02ddf40dc67f4"
/* No hazard blocks a fast restart any more. */
#define KX_EVENT_HAZARD_OVER "3b00d53b21534086b53a962ea5186c99"
/* A restart is scheduled: IMAGE, RELEASE, ORIGIN, WHEN. */
#define KX_EVENT_SCHEDULED "21606ecf402c491b84088e436461a14a"
/* A scheduled restart was cancelled: IMAGE, RELEASE, ORIGIN, WHEN, REASON (by whom). */
#define KX_EVENT_SCHEDULE_CANCELLED "eecb645f62df4ef5be7097c88e4523d0"
/* A scheduled restart did not take place: IMAGE, RELEASE, ORIGIN, WHEN, REASON. */
#define KX_EVENT_SCHEDULE_STOPPED "69d34811fb754a8b815be5bfe0c0f4ef"
/* Execute's restart will be a cold one, for others have been at the kernel: no field. */
#define KX_EVENT_RESTART_COLD "fa10c9cfbf6041cf9591309f893d2829"
/* A fast restart arrived: IMAGE, RELEASE, DOWNTIME (and what it saved, in words). */
#define KX_EVENT_RESTARTED "8a93143bdac1470ab3bf9837fe90ee40"
/* A fast restart did not arrive: IMAGE, RELEASE, VERDICT, REASON. */
#define KX_EVENT_RESTART_MISSED "0bf605380a894feb85a0ad170b9304d7"
/* The journal of restarts, or the note of the last stop, cannot be read: REASON (and where it is). */
#define KX_EVENT_JOURNAL_ASIDE "d694c372d9db4c10b573b97b183417f2"
/* The journal of restarts cannot be written: REASON. */
#define KX_EVENT_JOURNAL_UNWRITTEN "4ac62dfd51dc40ac831f8e85551bc959"
/* What failed may be tried again: IMAGE, REASON (on whose wish). */
#define KX_EVENT_FORGIVEN "89f659a40c3c4e2692d2d67f97d6fb6f"

#define KX_EVENT_FIELD_IMAGE "KEXECD_IMAGE"
#define KX_EVENT_FIELD_RELEASE "KEXECD_RELEASE"
#define KX_EVENT_FIELD_ORIGIN "KEXECD_ORIGIN"
#define KX_EVENT_FIELD_REASON "KEXECD_REASON"
#define KX_EVENT_FIELD_WHEN "KEXECD_WHEN"
#define KX_EVENT_FIELD_VERDICT "KEXECD_VERDICT"
#define KX_EVENT_FIELD_DOWNTIME "KEXECD_DOWNTIME"
