<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="page[@kind = 'error']" mode="main">
    <div class="wrap narrow">
      <p class="kicker">Error <xsl:value-of select="@status"/></p>
      <h1><xsl:value-of select="@title"/></h1>
      <xsl:for-each select="text"><p><xsl:value-of select="."/></p></xsl:for-each>
      <p><a href="/search">Search</a> · <a href="/">Home</a></p>
    </div>
  </xsl:template>

  <xsl:template match="page[@kind = 'gone']" mode="main">
    <div class="wrap narrow">
      <p class="kicker">Withdrawn on <xsl:value-of select="@at"/></p>
      <h1>This work has been withdrawn</h1>
      <p>It was public under this address and has been taken back. The reason that was given:</p>
      <blockquote dir="auto"><xsl:value-of select="reason"/></blockquote>
      <xsl:if test="@replacement"><p>Read instead: <a href="{@replacement}">the work that replaces it</a>.</p></xsl:if>
      <p class="facts">Identifier: <xsl:value-of select="@id"/></p>
    </div>
  </xsl:template>
</xsl:stylesheet>
