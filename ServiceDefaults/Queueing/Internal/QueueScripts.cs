namespace ServiceDefaults.Queueing.Internal;

/// <summary>
/// A queue in Redis, and what its owners and operators do with it. The hash of a command is the truth; lists and sorted sets are ways to find it.
/// Each script names <c>KEYS[1]</c>, which is no key but what all keys of the queue begin with: Garnet runs those one at a time that name the same
/// key, as Redis does with all. So nothing of a queue may be read but by a script.
/// </summary>
/// <remarks>
/// A server that dies in the middle of a script may on Garnet keep its first half, which nobody has been told of. So every script writes in an order in
/// which its repetition, or the next claim, puts right what is missing.
/// </remarks>
internal static class QueueScripts
{
    /// <summary>
    /// open, dead, done: commands by the time they were queued; leased: commands by the end of their lease; due: groups by the time at which their first
    /// command may be claimed; subjects: the group of each; group:: its commands in their order; names:: its subjects.
    /// </summary>
    public const string Common = """
        local q = KEYS[1]
        local open, dead, done, leased, due, subjects = q .. 'open', q .. 'dead', q .. 'done', q .. 'leased', q .. 'due', q .. 'subjects'
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local expired = 0
        local function command(id) return q .. 'command:' .. id end
        local function members(group) return q .. 'group:' .. group end
        local function names(group) return q .. 'names:' .. group end

        local function settle(group)
          if redis.call('LLEN', members(group)) > 0 then redis.call('ZADD', due, now, group) return end
          for _, subject in ipairs(redis.call('SMEMBERS', names(group))) do redis.call('HDEL', subjects, subject) end
          redis.call('DEL', names(group), members(group))
          redis.call('ZREM', due, group)
        end

        -- The one behind it may go, but only if it was the first: any other leaves the lease of the first alone.
        local function leave(id, group)
          local first = redis.call('LINDEX', members(group), 0)
          redis.call('LREM', members(group), 1, id)
          if first == id or not first then settle(group) end
        end

        local function join(id, group, all)
          if not redis.call('ZSCORE', due, group) then redis.call('ZADD', due, now, group) end
          for subject in string.gmatch(all, '%S+') do
            redis.call('HSET', subjects, subject, group)
            redis.call('SADD', names(group), subject)
          end
          redis.call('LREM', members(group), 0, id)
          redis.call('RPUSH', members(group), id)
        end

        local function find(all, otherwise)
          local group
          for subject in string.gmatch(all, '%S+') do
            local found = redis.call('HGET', subjects, subject)
            if found and group and found ~= group then return nil end
            group = found or group
          end
          return group or otherwise
        end

        local function bury(id, group, reason)
          redis.call('HSET', command(id), 'state', 'dead', 'reason', reason)
          redis.call('ZADD', dead, redis.call('HGET', command(id), 'at'), id)
          redis.call('ZREM', open, id)
          redis.call('ZREM', leased, id)
          leave(id, group)
        end

        -- While it is being delivered it stays, or the one behind it could overtake it.
        local function sweep(lifetime, batch)
          for _, set in ipairs({ open, dead, done }) do
            for _, id in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', now - lifetime, 'LIMIT', 0, batch)) do
              local lease = redis.call('ZSCORE', leased, id)
              if not lease or tonumber(lease) <= now then
                local group = redis.call('HGET', command(id), 'group')
                if group and set == open then leave(id, group) end
                if set ~= done then expired = expired + 1 end
                redis.call('DEL', command(id))
                redis.call('ZREM', leased, id)
                redis.call('ZREM', set, id)
              end
            end
          end
        end

        """;

    /// <summary>ARGV: id, owner, fingerprint, payload, subjects, longest length, time after which it goes by itself.</summary>
    public const string Enqueue = Common + """
        local id = ARGV[1]
        local known = redis.call('HMGET', command(id), 'fingerprint', 'state')
        if known[2] and known[2] ~= 'new' then return known[1] == ARGV[3] and 'AlreadyThere' or 'DifferentPayload' end
        if redis.call('ZCARD', open) + redis.call('ZCARD', dead) >= tonumber(ARGV[6]) then return 'Full' end
        local group = find(ARGV[5], id)
        if not group then return 'SubjectsConflict' end
        redis.call('HSET', command(id), 'state', 'new', 'owner', ARGV[2], 'fingerprint', ARGV[3], 'payload', ARGV[4], 'subjects', ARGV[5],
          'group', group, 'at', now, 'attempts', 0, 'faults', 0)
        redis.call('PEXPIRE', command(id), ARGV[7])
        redis.call('ZADD', open, now, id)
        join(id, group, ARGV[5])
        redis.call('HSET', command(id), 'state', 'queued')
        return 'Accepted'
        """;

    /// <summary>ARGV: subjects.</summary>
    public const string IsPending = Common + "return find(ARGV[1], '') == '' and 0 or 1";

    /// <summary>ARGV: id.</summary>
    public const string Find = Common + "return redis.call('HMGET', command(ARGV[1]), 'state', 'attempts', 'at', 'reason', 'result', 'owner')";

    /// <summary>ARGV: how many.</summary>
    public const string ListDead = Common + """
        local all = {}
        for _, id in ipairs(redis.call('ZRANGE', dead, 0, ARGV[1] - 1)) do
          all[#all + 1] = { id, redis.call('HMGET', command(id), 'state', 'attempts', 'at', 'reason', 'result', 'owner') }
        end
        return all
        """;

    /// <summary>ARGV: id.</summary>
    public const string Redrive = Common + """
        local id = ARGV[1]
        local known = redis.call('HMGET', command(id), 'state', 'subjects', 'at')
        if not known[1] then return 'Unknown' end
        if known[1] ~= 'dead' then return 'NotDead' end
        local group = find(known[2], id)
        if not group then return 'SubjectsConflict' end
        redis.call('ZADD', open, known[3], id)
        redis.call('HSET', command(id), 'group', group, 'faults', 0)
        join(id, group, known[2])
        redis.call('HSET', command(id), 'state', 'queued')
        redis.call('HDEL', command(id), 'token')
        redis.call('ZREM', dead, id)
        return 'Queued'
        """;

    /// <summary>ARGV: lifetime, how many at most.</summary>
    public const string Sweep = Common + """
        sweep(ARGV[1], ARGV[2])
        local oldest = redis.call('ZRANGE', open, 0, 0, 'WITHSCORES')
        return { expired, redis.call('ZCARD', open), redis.call('ZCARD', leased), redis.call('ZCARD', dead), redis.call('ZCARD', done),
          oldest[2] and now - oldest[2] or 0 }
        """;
}
