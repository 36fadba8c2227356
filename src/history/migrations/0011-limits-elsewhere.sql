-- They are in limits.db beside the history now, of which an older copy that is put back takes nothing away.
-- Revocations stay until they have been moved there.
DROP TABLE approvals;
DROP TABLE persona_requests;
