namespace ServiceDefaults.Queueing.Internal;

/// <summary>The scripts that workers run on a queue. Times are in milliseconds.</summary>
internal static class LeaseScripts
{
    /// <summary>
    /// ARGV: token, length of a lease, maximum number of failures, time to live. Returns the number of expired
    /// commands, the number of abandoned commands, and the command. With the token of a claim whose reply was lost, it
    /// returns the command of that claim.
    /// </summary>
    public const string Claim = QueueScripts.Common + """
        sweep(ARGV[4], 20)
        local claim = q .. 'claim:' .. ARGV[1]
        local mine = redis.call('GET', claim)
        if mine then
          local known = redis.call('HMGET', command(mine), 'state', 'token', 'attempts', 'at', 'payload')
          if known[1] == 'delivering' and known[2] == ARGV[1] then
            change(mine, 'due', now + ARGV[2])
            return { expired, 0, mine, tonumber(known[3]), known[4], known[5] }
          end
        end
        local abandoned = 0
        for _ = 1, 20 do
          local group = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, 1)[1]
          if not group then break end
          local id = first(group)
          local known = id and redis.call('HMGET', command(id), 'attempts', 'faults', 'at', 'payload')
          if not known or not known[1] then
            letFirstGo(group)
          elseif tonumber(known[2]) >= tonumber(ARGV[3]) then
            abandoned = abandoned + 1
            change(id, 'state', 'dead', 'reason', 'abandoned')
          else
            change(id, 'state', 'delivering', 'token', ARGV[1], 'attempts', known[1] + 1,
                'faults', known[2] + 1, 'due', now + ARGV[2])
            redis.call('SET', claim, id, 'PX', ARGV[2])
            return { expired, abandoned, id, known[1] + 1, known[3], known[4] }
          end
        end
        return { expired, abandoned }
        """;

    /// <summary>ARGV: id, token, length of a lease.</summary>
    public const string Renew = QueueScripts.Common + """
        local known = redis.call('HMGET', command(ARGV[1]), 'state', 'token')
        if known[1] ~= 'delivering' or known[2] ~= ARGV[2] then return 0 end
        change(ARGV[1], 'due', now + ARGV[3])
        return 1
        """;

    /// <summary>ARGV: id, token, the final state, result.</summary>
    public const string Finish = QueueScripts.Common + """
        local known = redis.call('HMGET', command(ARGV[1]), 'state', 'token')
        if known[2] ~= ARGV[2] or (known[1] ~= 'delivering' and known[1] ~= ARGV[3]) then return false end
        change(ARGV[1], 'state', ARGV[3], 'result', ARGV[4])
        redis.call('HDEL', command(ARGV[1]), 'payload', 'reason')
        return ARGV[3]
        """;

    /// <summary>
    /// ARGV: id, token, reason, delay, number of failures to subtract, number of failures at which the command becomes
    /// a dead letter.
    /// </summary>
    public const string PutBack = QueueScripts.Common + """
        local id = ARGV[1]
        local known = redis.call('HMGET', command(id), 'state', 'token', 'faults')
        if known[2] ~= ARGV[2] then return false end
        if known[1] == 'queued' or known[1] == 'dead' then return known[1] end
        if known[1] ~= 'delivering' then return false end
        local faults = known[3] - ARGV[5]
        local state = faults >= tonumber(ARGV[6]) and 'dead' or 'queued'
        change(id, 'state', state, 'reason', ARGV[3], 'faults', faults, 'due', now + ARGV[4])
        return state
        """;
}
