// What the generated client uses of Unity, on .NET's own HTTP client, so that a test can compile it and make a purchase with it.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;

namespace UnityEngine
{
    public sealed class WaitForSecondsRealtime
    {
        public readonly float Seconds;

        public WaitForSecondsRealtime(float seconds)
        {
            Seconds = seconds;
        }
    }

    public static class Random
    {
        public static float Range(float minInclusive, float maxInclusive)
        {
            return (minInclusive + maxInclusive) / 2;
        }
    }
}

namespace UnityEngine.Scripting
{
    [AttributeUsage(AttributeTargets.All)]
    public sealed class PreserveAttribute : Attribute
    {
    }
}

namespace UnityEngine.Networking
{
    public sealed class UploadHandlerRaw
    {
        internal readonly byte[] Data;

        public UploadHandlerRaw(byte[] data)
        {
            Data = data;
        }
    }

    public sealed class DownloadHandlerBuffer
    {
        public string text { get; internal set; }
    }

    public sealed class UnityWebRequestAsyncOperation
    {
    }

    public sealed class UnityWebRequest : IDisposable
    {
        /// <summary>Number of responses that are lost after the server has sent them.</summary>
        public static int LostResponses;

        private readonly string url;
        private readonly string method;
        private readonly Dictionary<string, string> headers = new Dictionary<string, string>();
        private WebHeaderCollection responseHeaders;

        public UnityWebRequest(string url, string method)
        {
            this.url = url;
            this.method = method;
        }

        public UploadHandlerRaw uploadHandler { get; set; }
        public DownloadHandlerBuffer downloadHandler { get; set; }
        public int timeout { get; set; }
        public long responseCode { get; private set; }
        public string error { get; private set; }

        public void SetRequestHeader(string name, string value)
        {
            headers[name] = value;
        }

        public string GetResponseHeader(string name)
        {
            return responseHeaders == null ? null : responseHeaders[name];
        }

        public UnityWebRequestAsyncOperation SendWebRequest()
        {
            try
            {
                Read((HttpWebResponse)Prepare().GetResponse());
            }
            catch (WebException exception)
            {
                error = exception.Message;
                if (exception.Response != null) Read((HttpWebResponse)exception.Response);
            }
            return new UnityWebRequestAsyncOperation();
        }

        public void Dispose()
        {
        }

        private HttpWebRequest Prepare()
        {
            var request = (HttpWebRequest)WebRequest.Create(url);
            request.Method = method;
            request.Timeout = timeout * 1000;
            foreach (var header in headers)
            {
                if (header.Key == "content-type") request.ContentType = header.Value;
                else if (header.Key == "accept") request.Accept = header.Value;
                else request.Headers[header.Key] = header.Value;
            }
            using (var stream = request.GetRequestStream())
            {
                stream.Write(uploadHandler.Data, 0, uploadHandler.Data.Length);
            }
            return request;
        }

        private void Read(HttpWebResponse response)
        {
            using (response)
            using (var reader = new StreamReader(response.GetResponseStream(), Encoding.UTF8))
            {
                if (LostResponses > 0)
                {
                    LostResponses -= 1;
                    error = "The connection was lost.";
                    return;
                }
                downloadHandler.text = reader.ReadToEnd();
                responseCode = (long)response.StatusCode;
                responseHeaders = response.Headers;
            }
        }
    }
}
