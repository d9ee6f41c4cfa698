namespace ServiceDefaults.Queueing.Internal;

/// <summary>
/// The data of a queue in Redis, and the scripts that owners and operators run on it. Each script names <c>KEYS[1]</c>,
/// which is not a key but the prefix of all keys of the queue: Garnet runs scripts that name the same key one at a
/// time, as Redis does with all scripts. Therefore only a script may read the data of a queue.
/// </summary>
internal static class QueueScripts
{
    /// <summary>
    /// The hash of a command is authoritative: state, group, line (its position in the group), due (when it may be
    /// claimed). All other keys are indexes, which <c>place</c> makes consistent with it: open, dead, done (commands by
    /// the time they were queued), leased (by the end of the lease), line: (the commands of a group in order), due
    /// (groups by the time at which their first command may be claimed), subjects (the group of each group key), names:
    /// (the group keys of a group). After a crash in a script, Garnet may have only its first half; therefore each
    /// change is announced in <c>changing</c>, and the next script completes it.
    /// </summary>
    public const string Common = """
        local q = KEYS[1]
        local open, dead, done = q .. 'open', q .. 'dead', q .. 'done'
        local leased, due, subjects = q .. 'leased', q .. 'due', q .. 'subjects'
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local expired = 0
        local function command(id) return q .. 'command:' .. id end
        local function line(group) return q .. 'line:' .. group end
        local function names(group) return q .. 'names:' .. group end
        local function first(group) return redis.call('ZRANGE', line(group), 0, 0)[1] end
        local function put(set, isIn, score, id)
          if isIn then redis.call('ZADD', set, score, id) else redis.call('ZREM', set, id) end
        end

        local function letFirstGo(group)
          local id = first(group)
          while id do
            local at = redis.call('HGET', command(id), 'due')
            if at then redis.call('ZADD', due, at, group) return end
            redis.call('ZREM', line(group), id)
            id = first(group)
          end
          for _, subject in ipairs(redis.call('SMEMBERS', names(group))) do redis.call('HDEL', subjects, subject) end
          redis.call('DEL', names(group), line(group))
          redis.call('ZREM', due, group)
        end

        local function place(id)
          local known = redis.call('HMGET', command(id), 'state', 'group', 'line', 'at', 'due', 'subjects')
          local state, group = known[1], known[2]
          local waits = state == 'queued' or state == 'delivering'
          put(open, waits, known[4], id)
          put(leased, state == 'delivering', known[5], id)
          put(dead, state == 'dead', known[4], id)
          put(done, state == 'succeeded' or state == 'refused', known[4], id)
          if not group then return end
          if waits then
            for subject in string.gmatch(known[6], '%S+') do
              redis.call('HSET', subjects, subject, group)
              redis.call('SADD', names(group), subject)
            end
          end
          put(line(group), waits, known[3], id)
          letFirstGo(group)
          if state == 'gone' then redis.call('DEL', command(id)) end
        end

        local function change(id, ...)
          redis.call('SET', q .. 'changing', id)
          redis.call('HSET', command(id), ...)
          place(id)
          redis.call('DEL', q .. 'changing')
        end

        local half = redis.call('GET', q .. 'changing')
        if half then
          place(half)
          redis.call('DEL', q .. 'changing')
        end

        local function groupOf(all, otherwise)
          local group
          for subject in string.gmatch(all, '%S+') do
            local found = redis.call('HGET', subjects, subject)
            if found and group and found ~= group then return nil end
            group = found or group
          end
          return group or otherwise
        end

        -- While it is being delivered it stays, or the one behind it could overtake it.
        local function sweep(lifetime, batch)
          for _, set in ipairs({ open, dead, done }) do
            for _, id in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', now - lifetime, 'LIMIT', 0, batch)) do
              local lease = redis.call('ZSCORE', leased, id)
              if not lease or tonumber(lease) <= now then
                if set ~= done then expired = expired + 1 end
                change(id, 'state', 'gone')
                redis.call('DEL', command(id))
              end
            end
          end
        end

        """;

    /// <summary>
    /// ARGV: id, owner, fingerprint, payload, group keys, maximum length, milliseconds after which Redis deletes the
    /// command.
    /// </summary>
    public const string Enqueue = Common + """
        local id = ARGV[1]
        local known = redis.call('HGET', command(id), 'fingerprint')
        if known then return known == ARGV[3] and 'AlreadyThere' or 'DifferentPayload' end
        if redis.call('ZCARD', open) + redis.call('ZCARD', dead) >= tonumber(ARGV[6]) then return 'Full' end
        local group = groupOf(ARGV[5], id)
        if not group then return 'GroupConflict' end
        change(id, 'state', 'queued', 'owner', ARGV[2], 'fingerprint', ARGV[3], 'payload', ARGV[4],
            'subjects', ARGV[5], 'group', group,
          'line', redis.call('INCR', q .. 'last'), 'at', now, 'due', now, 'attempts', 0, 'faults', 0)
        redis.call('PEXPIRE', command(id), ARGV[7])
        return 'Accepted'
        """;

    /// <summary>
    /// ARGV: id, owner, group keys. Returns whether the owner has that command, and whether others are before it.
    /// </summary>
    public const string Peek = Common + """
        return { redis.call('HGET', command(ARGV[1]), 'owner') == ARGV[2] and 1 or 0,
            groupOf(ARGV[3], '') == '' and 0 or 1 }
        """;

    public const string HasWaiting = Common + "return redis.call('ZCARD', open) > 0 and 1 or 0";

    /// <summary>ARGV: id.</summary>
    public const string Find = Common + "return redis.call('HMGET', command(ARGV[1]), 'state', 'attempts', 'at', "
        + "'reason', 'result', 'payload', 'owner')";

    /// <summary>ARGV: maximum number.</summary>
    public const string ListDead = Common + """
        local all = {}
        for _, id in ipairs(redis.call('ZRANGE', dead, 0, ARGV[1] - 1)) do
          all[#all + 1] = { id, redis.call('HMGET', command(id), 'state', 'attempts', 'at',
              'reason', 'result', 'payload') }
        end
        return all
        """;

    /// <summary>ARGV: id.</summary>
    public const string Redrive = Common + """
        local id = ARGV[1]
        local known = redis.call('HMGET', command(id), 'state', 'subjects')
        if not known[1] then return 'Unknown' end
        if known[1] ~= 'dead' then return 'NotDead' end
        local group = groupOf(known[2], id)
        if not group then return 'GroupConflict' end
        change(id, 'state', 'queued', 'token', '', 'group', group, 'line', redis.call('INCR', q .. 'last'),
            'due', now, 'faults', 0)
        return 'Queued'
        """;

    /// <summary>ARGV: time to live in milliseconds, maximum number of commands to delete from each index.</summary>
    public const string Sweep = Common + """
        sweep(ARGV[1], ARGV[2])
        local oldest = redis.call('ZRANGE', open, 0, 0, 'WITHSCORES')
        return { expired, redis.call('ZCARD', open), redis.call('ZCARD', leased),
            redis.call('ZCARD', dead), redis.call('ZCARD', done),
          oldest[2] and now - oldest[2] or 0 }
        """;
}
