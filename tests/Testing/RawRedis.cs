using System.Text;
using StackExchange.Redis;

namespace Testing;

/// <summary>Redis as an attacker with access sees it.</summary>
internal sealed class RawRedis : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private RawRedis(ConnectionMultiplexer connection) => _connection = connection;

    public IDatabase Database => _connection.GetDatabase();

    public static async Task<RawRedis> ConnectAsync(string connectionString) =>
        new(await ConnectionMultiplexer.ConnectAsync(connectionString));

    public List<string> Keys(string pattern) =>
        [.. _connection.GetServers()[0].Keys(pattern: pattern).Select(key => key.ToString())];

    public async Task<string?> FieldAsync(string key, string field) => await Database.HashGetAsync(key, field);

    /// <summary>Every key and every value, as text.</summary>
    public async Task<List<string>> EverythingAsync()
    {
        var all = new List<string>();
        foreach (var key in Keys("*"))
        {
            all.Add(key);
            all.AddRange(await Database.KeyTypeAsync(key) switch
            {
                RedisType.Hash => (await Database.HashGetAllAsync(key)).SelectMany(
                    field => new[] { Text(field.Name), Text(field.Value) }),
                RedisType.Set => (await Database.SetMembersAsync(key)).Select(Text),
                RedisType.SortedSet => (await Database.SortedSetRangeByRankAsync(key)).Select(Text),
                RedisType.List => (await Database.ListRangeAsync(key)).Select(Text),
                _ => [Text(await Database.StringGetAsync(key))],
            });
        }

        return all;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string Text(RedisValue value) => Encoding.Latin1.GetString((byte[]?)value ?? []);
}
