namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// The check in Redis: all windows of a request, the time of the server, and first the check of every window, then the
/// count in every window. A partition is one hash, with one field for each window.
/// </summary>
internal static class InboundLimitScript
{
    public const int CommonArguments = 5;
    public const int ArgumentsPerWindow = 6;
    public const int CommonResults = 3;
    public const int ResultsPerWindow = 4;

    /// <summary>
    /// ARGV: permits to take, permits wanted for a lease, the divisor of what is left that a lease may have, time to
    /// live of the partition in milliseconds, unused permits of the last lease; for each window: field, limit (the
    /// burst of a bucket), microseconds of a slice (of a period), slices that count (0 for a bucket), tokens of a
    /// period, the slice of the last lease. Returns: 1 if allowed, permits taken,
    /// microseconds for which a lease lasts; for each window: permits left, microseconds until there is one more,
    /// microseconds until the permits are left (0 if they are, -1 if never), newest slice.
    /// <para>
    /// The value of a sliced window is its newest slice and the counts from there back; that of a bucket is its level
    /// and the time of that. Numbers are formatted explicitly, because Lua would write large ones with an exponent.
    /// Unused permits of a lease go back to the slice they were taken from, as long as it counts.
    /// </para>
    /// </summary>
    public const string Text = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local permits, wanted, divisor = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local unused = tonumber(ARGV[5])
        local needed = math.max(1, permits)
        local windows, names, left, lease = {}, {}, nil, nil
        local function text(number) return string.format('%.0f', number) end

        for at = 6, #ARGV, 6 do
          windows[#windows + 1] = { field = ARGV[at], limit = tonumber(ARGV[at + 1]), slice = tonumber(ARGV[at + 2]),
            counted = tonumber(ARGV[at + 3]), rate = tonumber(ARGV[at + 4]), leased = tonumber(ARGV[at + 5]) }
          names[#names + 1] = ARGV[at]
        end

        local function advance(w, old)
          if w.counted == 0 then
            local capacity = w.limit * w.slice
            w.at = math.max(now, old[2] or 0)
            w.level = math.min(capacity, (old[1] or capacity) + (w.at - (old[2] or now)) * w.rate)
            w.newest = 0
            return math.floor(w.level / w.slice)
          end
          w.newest = math.max(math.floor(now / w.slice), old[1] or 0)
          local shift, free = w.newest - (old[1] or w.newest), w.limit
          for age = 0, w.counted - 1 do
            local count = age >= shift and old[age - shift + 2] or 0
            if unused > 0 and w.newest - age == w.leased then count = math.max(0, count - unused) end
            w[age] = count
            free = free - count
          end
          lease = math.min(lease or w.slice, (w.newest + 1) * w.slice - now)
          return free
        end

        local function take(w, number)
          w.left = w.left - number
          if w.counted == 0 then w.level = w.level - number * w.slice else w[0] = w[0] + number end
        end

        local function wait(w, number)
          if number <= w.left then return 0 end
          if number > w.limit then return -1 end
          if w.counted == 0 then return w.at - now + math.ceil((number * w.slice - w.level) / w.rate) end
          local free, age = w.left, w.counted
          while free < number do
            age = age - 1
            free = free + w[age]
          end
          return (w.newest - age + w.counted) * w.slice - now
        end

        local function value(w)
          if w.counted == 0 then return text(w.level) .. ' ' .. text(w.at) end
          local all, last = { text(w.newest) }, 0
          for age = 0, w.counted - 1 do
            all[age + 2] = text(w[age])
            if w[age] > 0 then last = age end
          end
          return table.concat(all, ' ', 1, last + 2)
        end

        local values = redis.call('HMGET', KEYS[1], unpack(names))
        for i, w in ipairs(windows) do
          local old = {}
          if values[i] then
            for number in string.gmatch(values[i], '%S+') do old[#old + 1] = tonumber(number) end
          end
          w.left = advance(w, old)
          left = math.min(left or w.left, w.left)
        end

        local taken = 0
        if permits > 0 and left >= needed then
          taken = math.max(permits, math.min(wanted, math.floor(left / divisor)))
        end
        local result = { left >= needed and 1 or 0, taken, math.floor(lease or 0) }
        for _, w in ipairs(windows) do
          local refused = wait(w, needed)
          if taken > 0 then take(w, taken) end
          local all = w.left >= w.limit
          local more = all and 0 or wait(w, math.max(0, w.left) + 1)
          for _, number in ipairs({ math.max(0, w.left), more, refused, w.newest }) do
            result[#result + 1] = math.floor(number)
          end
        end

        if taken > 0 or unused > 0 then
          local stored = {}
          for _, w in ipairs(windows) do
            stored[#stored + 1] = w.field
            stored[#stored + 1] = value(w)
          end
          redis.call('HSET', KEYS[1], unpack(stored))
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
        end
        return result
        """;
}
