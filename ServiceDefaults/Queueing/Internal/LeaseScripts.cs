namespace ServiceDefaults.Queueing.Internal;

/// <summary>What workers do with a queue.</summary>
internal static class LeaseScripts
{
    /// <summary>ARGV: token, length of a lease, most faults, lifetime. Gives how many had expired, how many were abandoned, and the command.</summary>
    public const string Claim = QueueScripts.Common + """
        sweep(ARGV[4], 20)
        local abandoned = 0
        for _ = 1, 20 do
          local group = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, 1)[1]
          if not group then break end
          local id = redis.call('LINDEX', members(group), 0)
          if not id then
            settle(group)
          else
            local known = redis.call('HMGET', command(id), 'state', 'attempts', 'faults', 'at', 'payload')
            if known[1] ~= 'queued' and known[1] ~= 'delivering' and known[1] ~= 'new' then
              leave(id, group)
            elseif tonumber(known[3]) >= tonumber(ARGV[3]) then
              abandoned = abandoned + 1
              bury(id, group, 'abandoned')
            else
              redis.call('HSET', command(id), 'state', 'delivering', 'token', ARGV[1], 'attempts', known[2] + 1, 'faults', known[3] + 1)
              redis.call('ZADD', leased, now + ARGV[2], id)
              redis.call('ZADD', due, now + ARGV[2], group)
              return { expired, abandoned, id, known[2] + 1, known[4], known[5] }
            end
          end
        end
        return { expired, abandoned }
        """;

    /// <summary>ARGV: id, token, length of a lease.</summary>
    public const string Renew = QueueScripts.Common + """
        local id = ARGV[1]
        local known = redis.call('HMGET', command(id), 'state', 'token', 'group')
        if known[1] ~= 'delivering' or known[2] ~= ARGV[2] then return 0 end
        redis.call('ZADD', leased, now + ARGV[3], id)
        redis.call('ZADD', due, now + ARGV[3], known[3])
        return 1
        """;

    /// <summary>ARGV: id, token, the final state, result.</summary>
    public const string Finish = QueueScripts.Common + """
        local id = ARGV[1]
        local known = redis.call('HMGET', command(id), 'state', 'token', 'group', 'at')
        if known[2] ~= ARGV[2] or (known[1] ~= 'delivering' and known[1] ~= ARGV[3]) then return false end
        redis.call('HSET', command(id), 'state', ARGV[3], 'result', ARGV[4])
        redis.call('HDEL', command(id), 'payload', 'reason')
        redis.call('ZADD', done, known[4], id)
        redis.call('ZREM', open, id)
        redis.call('ZREM', leased, id)
        leave(id, known[3])
        return ARGV[3]
        """;

    /// <summary>ARGV: id, token, reason, delay, how many faults it takes away, at how many faults the command is dead.</summary>
    public const string PutBack = QueueScripts.Common + """
        local id = ARGV[1]
        local known = redis.call('HMGET', command(id), 'state', 'token', 'group', 'faults')
        if known[2] ~= ARGV[2] then return false end
        if known[1] == 'queued' or known[1] == 'dead' then return known[1] end
        if known[1] ~= 'delivering' then return false end
        local faults = known[4] - ARGV[5]
        if faults >= tonumber(ARGV[6]) then
          bury(id, known[3], ARGV[3])
          return 'dead'
        end
        redis.call('HSET', command(id), 'state', 'queued', 'reason', ARGV[3], 'faults', faults)
        redis.call('ZREM', leased, id)
        redis.call('ZADD', due, now + ARGV[4], known[3])
        return 'queued'
        """;
}
