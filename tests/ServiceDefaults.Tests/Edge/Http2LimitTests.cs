using System.Buffers.Binary;

namespace ServiceDefaults.Tests.Edge;

public sealed class Http2LimitTests
{
    private const int RefusedStream = 7;
    private const int FrameSizeError = 6;

    [Fact]
    public async Task Connection_WhenItOpens_GetsTheLimits()
    {
        await using var service = await StartAsync(
            ("MaxStreamsPerConnection", "7"), ("HeaderTableSize", "1024"), ("MaxFrameSize", "32768"));
        await using var connection = await Http2Connection.OpenAsync(service.Client.BaseAddress!);

        var settings = await connection.ReadSettingsAsync();

        Assert.Equal((1024, 7, 32_768), (settings[1], settings[3], settings[5]));
    }

    [Fact]
    public async Task Stream_BeyondTheLimit_IsRejectedAndTheOthersAreServed()
    {
        await using var service = await StartAsync(("MaxStreamsPerConnection", "2"));
        await using var connection = await Http2Connection.OpenAsync(service.Client.BaseAddress!);
        await connection.GetAsync(1, "/held");
        await connection.GetAsync(3, "/held");
        await connection.GetAsync(5, "/held");

        var (refused, error) = Assert.NotNull(await connection.ReadAsync(Http2Connection.Reset));
        Assert.Equal((5, RefusedStream), (refused, BinaryPrimitives.ReadInt32BigEndian(error)));

        service.Release();
        var served = new[]
        {
            Assert.NotNull(await connection.ReadAsync(Http2Connection.Headers)).Stream,
            Assert.NotNull(await connection.ReadAsync(Http2Connection.Headers)).Stream,
        };
        Assert.Equal([1, 3], served.Order());
    }

    [Fact]
    public async Task Frame_BeyondTheLimit_EndsTheConnection()
    {
        await using var service = await StartAsync();
        await using var connection = await Http2Connection.OpenAsync(service.Client.BaseAddress!);

        await connection.SendAsync(Http2Connection.Headers, flags: 5, stream: 1, new byte[16_385]);

        var (_, payload) = Assert.NotNull(await connection.ReadAsync(Http2Connection.GoAway));
        Assert.Equal(FrameSizeError, BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)));
    }

    [Fact]
    public async Task HeaderField_BeyondTheLimit_EndsTheConnection()
    {
        await using var service = await StartAsync(("MaxHeaderFieldSize", "1024"));
        await using var connection = await Http2Connection.OpenAsync(service.Client.BaseAddress!);

        await connection.GetAsync(1, "/", new string('x', 1025));

        Assert.NotNull(await connection.ReadAsync(Http2Connection.GoAway));
    }

    [Fact]
    public async Task Connection_WithoutPingResponses_IsClosed()
    {
        await using var service = await StartAsync(
            ("KeepAlivePingDelay", "00:00:01"), ("KeepAlivePingTimeout", "00:00:01"));
        await using var connection = await Http2Connection.OpenAsync(service.Client.BaseAddress!);

        Assert.NotNull(await connection.ReadAsync(Http2Connection.Ping));

        // Null once the server has closed it.
        while (await connection.ReadAsync(Http2Connection.Ping) is not null)
        {
        }
    }

    private static Task<EdgeService> StartAsync(params (string Name, string Value)[] limits) => EdgeService.StartAsync(
        [("Kestrel:EndpointDefaults:Protocols", "Http2"),
            .. limits.Select(limit => ($"Edge:Http2:{limit.Name}", limit.Value))]);
}
