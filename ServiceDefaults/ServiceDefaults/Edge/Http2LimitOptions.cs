using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Edge;

/// <summary>The limits of HTTP/2 connections.</summary>
public sealed class Http2LimitOptions
{
    /// <summary>
    /// Streams, which are requests, that a connection may have open at once. Further ones are refused
    /// (REFUSED_STREAM), and the client may send them again.
    /// </summary>
    /// <value>The default is 100; from 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>The size of the table with which a connection compresses headers, in bytes.</summary>
    /// <value>The default is 4,096; from 0 to 65,536.</value>
    [Range(0, 65_536)]
    public int HeaderTableSize { get; set; } = 4096;

    /// <summary>
    /// The largest frame that is accepted, in bytes; a larger one ends the connection (FRAME_SIZE_ERROR).
    /// </summary>
    /// <value>The default is 16,384, the smallest that the protocol allows; to 1,048,576.</value>
    [Range(16_384, 1_048_576)]
    public int MaxFrameSize { get; set; } = 16_384;

    /// <summary>The largest name or value of a header after decompression, in bytes.</summary>
    /// <value>The default is 16,384; from 1,024 to 65,536.</value>
    [Range(1024, 65_536)]
    public int MaxHeaderFieldSize { get; set; } = 16_384;

    /// <summary>After this time without a frame, the server sends a ping.</summary>
    /// <value>The default is 30 seconds; from 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the client may take to answer a ping; then the connection is closed.</summary>
    /// <value>The default is 10 seconds; from 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
